package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.DirentType;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.libc.DirectoryEntry;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.ArrayList;
import java.util.List;

/** Removes files and, with everything in them, directories; follows no link. */
final class TreeRemove {

    private final Libc c;
    private final boolean recursive;
    private final boolean force;
    private final boolean verbose;
    private final boolean emptyDirectories;

    /**
     * @param recursive whether directories go with their contents
     * @param force whether what is not there counts as removed
     * @param emptyDirectories whether a directory without contents may go
     */
    TreeRemove(
            Libc c, boolean recursive, boolean force, boolean verbose, boolean emptyDirectories) {
        this.c = c;
        this.recursive = recursive;
        this.force = force;
        this.verbose = verbose;
        this.emptyDirectories = emptyDirectories;
    }

    /** Removes one operand; false after complaints. */
    boolean remove(String path) {
        Kstat stat = new Kstat();
        long error = c.lstat(path, stat);
        if (error < 0) {
            return gone(error) || refused(path, error);
        }
        return remove(path, Mode.isDirectory(stat.mode));
    }

    private boolean remove(String path, boolean directory) {
        if (!directory) {
            return unlink(path);
        }
        if (!recursive && !emptyDirectories) {
            return refused(path, -Errno.EISDIR);
        }
        return (!recursive || removeContents(path)) && rmdir(path);
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
                        entry.type() == DirentType.DT_UNKNOWN
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
        if (verbose) {
            c.out().println("removed " + Quote.name(path));
        }
        return true;
    }

    private boolean rmdir(String path) {
        long error = c.rmdir(path);
        if (error < 0) {
            return gone(error) || refused(path, error);
        }
        if (verbose) {
            c.out().println("removed directory " + Quote.name(path));
        }
        return true;
    }

    private boolean gone(long error) {
        return force && (error == -Errno.ENOENT || error == -Errno.ENOTDIR);
    }

    private boolean refused(String path, long error) {
        c.complain("cannot remove " + Quote.name(path), error);
        return false;
    }
}
