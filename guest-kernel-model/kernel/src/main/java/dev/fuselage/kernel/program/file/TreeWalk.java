package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.libc.DirectoryEntry;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.ArrayList;
import java.util.List;

/** Applies a change to a file or, from the top down, to all of a tree; follows no links in it. */
final class TreeWalk {

    /** What is done to each file. */
    @FunctionalInterface
    interface Change {
        /** Changes one file; false after a complaint. */
        boolean apply(String path, Kstat stat);
    }

    private final Libc c;
    private final boolean recursive;
    private final boolean followOperands;
    private final Change change;
    private boolean quiet;

    TreeWalk(Libc c, boolean recursive, boolean followOperands, Change change) {
        this.c = c;
        this.recursive = recursive;
        this.followOperands = followOperands;
        this.change = change;
    }

    /** Says nothing of files that are not there ({@code -f}). */
    TreeWalk quiet(boolean on) {
        quiet = on;
        return this;
    }

    /** Walks from each operand; exit status 0 or 1. */
    int walk(List<String> operands) {
        int status = 0;
        for (String operand : operands) {
            if (!visit(operand, true)) {
                status = 1;
            }
        }
        return status;
    }

    private boolean visit(String path, boolean operand) {
        Kstat stat = new Kstat();
        long error = operand && followOperands ? c.stat(path, stat) : c.lstat(path, stat);
        if (error < 0) {
            if (!quiet) {
                c.complain("cannot access " + Quote.name(path), error);
            }
            return false;
        }
        if (!operand && followOperands && Mode.isSymbolicLink(stat.mode)) {
            return true;
        }
        boolean done = change.apply(path, stat);
        if (!recursive || !Mode.isDirectory(stat.mode)) {
            return done;
        }
        List<DirectoryEntry> entries = new ArrayList<>();
        error = c.readDirectory(path, entries);
        if (error < 0) {
            c.complain("cannot read directory " + Quote.name(path), error);
            return false;
        }
        for (DirectoryEntry entry : entries) {
            if (!entry.isDotOrDotDot()) {
                done &= visit(PathText.join(path, entry.name()), false);
            }
        }
        return done;
    }
}
