package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.libc.Confirm;
import dev.fuselage.kernel.program.libc.DirectoryEntry;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Copies files and trees, for {@code cp} and for {@code mv} between file systems. */
final class TreeCopy {

    private final Libc c;
    private final CopyOptions options;
    private final FileCopy files;

    /** Where files with several names were copied to, by device and inode number. */
    private final Map<String, String> copied = new HashMap<>();

    TreeCopy(Libc c, CopyOptions options) {
        this.c = c;
        this.options = options;
        this.files = new FileCopy(c);
    }

    /** Copies one operand; false after complaints. */
    boolean copy(String source, String target) {
        return copy(source, target, true);
    }

    private boolean copy(String source, String target, boolean operand) {
        Kstat from = new Kstat();
        // Without -r a link named on the command line stands for what it points at.
        boolean keepLink = options.keepLinks() && (options.recursive() || !operand);
        long error = keepLink ? c.lstat(source, from) : c.stat(source, from);
        if (error < 0) {
            c.complain("cannot stat " + Quote.name(source), error);
            return false;
        }
        boolean directory = Mode.isDirectory(from.mode);
        if (directory && !options.recursive()) {
            c.complain("-r not specified; omitting directory " + Quote.name(source));
            return false;
        }
        Kstat to = new Kstat();
        boolean exists = c.lstat(target, to) == 0;
        if (exists && !mayReplace(source, from, target, to)) {
            return false;
        }
        if (exists && !directory && !replaces(from, target, to)) {
            return true;
        }
        if (options.verbose()) {
            c.out().println(Quote.name(source) + " -> " + Quote.name(target));
        }
        return directory ? directory(source, from, target, exists) : file(source, from, target);
    }

    private boolean replaces(Kstat from, String target, Kstat to) {
        return switch (options.replacing()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case OLDER -> to.mtime.compare(from.mtime) < 0;
            case ASK -> Confirm.ask(c, "overwrite " + Quote.name(target));
        };
    }

    private boolean mayReplace(String source, Kstat from, String target, Kstat to) {
        Kstat followed = new Kstat();
        boolean same =
                c.stat(target, followed) == 0
                        && followed.dev == from.dev
                        && followed.ino == from.ino;
        if (same && !Mode.isSymbolicLink(from.mode)) {
            c.complain(Quote.name(source) + " and " + Quote.name(target) + " are the same file");
            return false;
        }
        boolean toDirectory = Mode.isDirectory(to.mode);
        if (Mode.isDirectory(from.mode) && !toDirectory) {
            c.complain(
                    "cannot overwrite non-directory "
                            + Quote.name(target)
                            + " with directory "
                            + Quote.name(source));
            return false;
        }
        if (!Mode.isDirectory(from.mode) && toDirectory) {
            c.complain("cannot overwrite directory " + Quote.name(target) + " with non-directory");
            return false;
        }
        return true;
    }

    private boolean directory(String source, Kstat from, String target, boolean exists) {
        if (isInside(from, target)) {
            c.complain(
                    "cannot copy a directory, "
                            + Quote.name(source)
                            + ", into itself, "
                            + Quote.name(target));
            return false;
        }
        if (!exists) {
            long error = c.mkdir(target, Mode.permissions(from.mode) | Mode.S_IRWXU);
            if (error < 0) {
                c.complain("cannot create directory " + Quote.name(target), error);
                return false;
            }
        }
        List<DirectoryEntry> entries = new ArrayList<>();
        long error = c.readDirectory(source, entries);
        if (error < 0) {
            c.complain("cannot access " + Quote.name(source), error);
            return false;
        }
        boolean all = true;
        for (DirectoryEntry entry : entries) {
            if (!entry.isDotOrDotDot()) {
                all &=
                        copy(
                                PathText.join(source, entry.name()),
                                PathText.join(target, entry.name()),
                                false);
            }
        }
        if (options.preserve()) {
            return preserve(source, from, target) && all;
        }
        return all
                && (exists
                        || (from.mode & Mode.S_IRWXU) == Mode.S_IRWXU
                        || c.chmod(target, Mode.permissions(from.mode) & ~c.umask()) == 0);
    }

    /** Whether {@code target} is to be a name in the tree of the directory that {@code from} is. */
    private boolean isInside(Kstat from, String target) {
        Kstat at = new Kstat();
        String parent = PathText.parent(target);
        long device = -1;
        long inode = -1;
        while (c.stat(parent, at) == 0 && (at.dev != device || at.ino != inode)) {
            if (at.dev == from.dev && at.ino == from.ino) {
                return true;
            }
            device = at.dev;
            inode = at.ino;
            parent = PathText.join(parent, "..");
        }
        return false;
    }

    private boolean file(String source, Kstat from, String target) {
        String identity = from.dev + ":" + from.ino;
        String first = options.archive() && from.nlink > 1 ? copied.get(identity) : null;
        if (first != null) {
            long error = relink(first, target);
            if (error < 0) {
                c.complain(
                        "cannot create hard link "
                                + Quote.name(target)
                                + " to "
                                + Quote.name(first),
                        error);
            }
            return error >= 0;
        }
        boolean done =
                switch (Mode.type(from.mode)) {
                    case Mode.S_IFREG -> regular(source, from, target);
                    case Mode.S_IFLNK -> link(source, target);
                    default -> special(from, target);
                };
        copied.put(identity, target);
        return done && (!options.preserve() || preserve(source, from, target));
    }

    private boolean regular(String source, Kstat from, String target) {
        return switch (options.making()) {
            case COPIES -> {
                int mode = Mode.permissions(from.mode) & Mode.S_IRWXUGO;
                yield files.copy(source, target, mode, options.force());
            }
            case HARD_LINKS -> hardLink(source, target);
            case SYMBOLIC_LINKS -> symbolicLink(source, target);
        };
    }

    private boolean hardLink(String source, String target) {
        long error = options.force() ? relink(source, target) : c.link(source, target, false);
        if (error < 0) {
            String what = Quote.name(target) + " to " + Quote.name(source);
            c.complain("cannot create hard link " + what, error);
        }
        return error >= 0;
    }

    private boolean symbolicLink(String source, String target) {
        if (!source.startsWith("/") && target.indexOf('/') >= 0) {
            c.complain(
                    Quote.name(target)
                            + ": can make relative symbolic links only in current directory");
            return false;
        }
        long error = c.symlink(source, target);
        if (error == -Errno.EEXIST && options.force() && c.unlink(target) == 0) {
            error = c.symlink(source, target);
        }
        if (error < 0) {
            c.complain("cannot create symbolic link " + Quote.name(target), error);
        }
        return error >= 0;
    }

    private long relink(String first, String target) {
        long error = c.link(first, target, false);
        if (error == -Errno.EEXIST && c.unlink(target) == 0) {
            error = c.link(first, target, false);
        }
        return error;
    }

    private boolean link(String source, String target) {
        StringBuilder text = new StringBuilder();
        long error = c.readlink(source, text);
        if (error < 0) {
            c.complain("cannot read symbolic link " + Quote.name(source), error);
            return false;
        }
        error = c.symlink(text.toString(), target);
        if (error == -Errno.EEXIST && c.unlink(target) == 0) {
            error = c.symlink(text.toString(), target);
        }
        if (error < 0) {
            c.complain("cannot create symbolic link " + Quote.name(target), error);
        }
        return error >= 0;
    }

    private boolean special(Kstat from, String target) {
        if (options.force()) {
            long _ = c.unlink(target);
        }
        long error = c.mknod(target, from.mode, (int) from.rdev);
        if (error < 0) {
            c.complain("cannot create special file " + Quote.name(target), error);
        }
        return error >= 0;
    }

    /** Extended attributes, owner, mode and times; in this order, for each undoes later ones. */
    private boolean preserve(String source, Kstat from, String target) {
        if (options.archive()) {
            Xattrs.copy(c, source, target);
        }
        long owner = c.chown(target, from.uid, from.gid, false);
        // Only root may give files away; others keep the copy as theirs, without set-id bits.
        int mode = Mode.permissions(from.mode);
        int kept = owner == 0 ? mode : mode & ~(Mode.S_ISUID | Mode.S_ISGID);
        long error = Mode.isSymbolicLink(from.mode) ? 0 : c.chmod(target, kept);
        if (error >= 0) {
            error = c.setTimes(target, from.atime, from.mtime, false);
        }
        if (error < 0) {
            c.complain("preserving attributes of " + Quote.name(target), error);
        }
        return error >= 0;
    }
}
