package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.DirentType;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.libc.Confirm;
import dev.fuselage.kernel.program.libc.DirectoryEntry;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.ModeText;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.ArrayList;
import java.util.List;

/** Removes files and, with everything in them, directories; follows no link. */
final class TreeRemove {

    private final Libc c;
    private final How how;

    /**
     * How names are removed.
     *
     * @param recursive whether directories go with their contents
     * @param force whether what is not there counts as removed
     * @param verbose whether each removal is said
     * @param emptyDirectories whether a directory without contents may go
     * @param ask whether each removal is asked about
     */
    record How(
            boolean recursive,
            boolean force,
            boolean verbose,
            boolean emptyDirectories,
            boolean ask) {

        /** As {@code mv} does behind a copy. */
        static final How RECURSIVE = new How(true, false, false, false, false);
    }

    TreeRemove(Libc c, How how) {
        this.c = c;
        this.how = how;
    }

    /** Removes one operand; false after complaints. */
    boolean remove(String path) {
        Kstat stat = new Kstat();
        long error = c.lstat(path, stat);
        if (error < 0) {
            return gone(error) || refused(path, error);
        }
        if (how.ask() && !mayRemove(path, stat)) {
            return true;
        }
        return remove(path, Mode.isDirectory(stat.mode));
    }

    private boolean mayRemove(String path, Kstat stat) {
        String kind = ModeText.typeName(stat.mode, stat.size);
        boolean enters = how.recursive() && Mode.isDirectory(stat.mode);
        return Confirm.ask(
                c, (enters ? "descend into " : "remove ") + kind + " " + Quote.name(path));
    }

    private boolean remove(String path, boolean directory) {
        if (!directory) {
            return unlink(path);
        }
        if (!how.recursive() && !how.emptyDirectories()) {
            return refused(path, -Errno.EISDIR);
        }
        if (how.recursive() && !removeContents(path)) {
            return false;
        }
        boolean keeps =
                how.ask()
                        && how.recursive()
                        && !Confirm.ask(c, "remove directory " + Quote.name(path));
        return keeps || rmdir(path);
    }

    private boolean removeContents(String path) {
        List<DirectoryEntry> entries = new ArrayList<>();
        long error = c.readDirectory(path, entries);
        if (error < 0) {
            return refused(path, error);
        }
        boolean all = true;
        for (DirectoryEntry entry : entries) {
            if (!entry.isDotOrDotDot()) {
                String child = PathText.join(path, entry.name());
                all &=
                        (entry.type() == DirentType.DT_UNKNOWN || how.ask())
                                ? remove(child)
                                : remove(child, entry.type() == DirentType.DT_DIR);
            }
        }
        return all;
    }

    private boolean unlink(String path) {
        long error = c.unlink(path);
        if (error < 0) {
            return gone(error) || refused(path, error);
        }
        if (how.verbose()) {
            c.out().println("removed " + Quote.name(path));
        }
        return true;
    }

    private boolean rmdir(String path) {
        long error = c.rmdir(path);
        if (error < 0) {
            return gone(error) || refused(path, error);
        }
        if (how.verbose()) {
            c.out().println("removed directory " + Quote.name(path));
        }
        return true;
    }

    private boolean gone(long error) {
        return how.force() && (error == -Errno.ENOENT || error == -Errno.ENOTDIR);
    }

    private boolean refused(String path, long error) {
        c.complain("cannot remove " + Quote.name(path), error);
        return false;
    }
}
