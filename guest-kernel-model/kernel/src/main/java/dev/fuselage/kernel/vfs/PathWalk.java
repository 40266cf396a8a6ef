package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.TaskSlot;
import org.jspecify.annotations.Nullable;

/**
 * A path walk in progress (struct nameidata): where it has come to, which references it holds, and
 * the symbolic links it is inside of.
 *
 * <p>A walk starts without references (RCU mode). When it meets something that has to block or to
 * be asked again, it takes references to all it stands on ({@link #unlazy}) and goes on with them.
 * No other task runs while it has none, so that taking them cannot fail. Reusable; {@link
 * PathLookup} keeps a stack of them.
 */
final class PathWalk {
    /** Symbolic links one walk may follow (MAXSYMLINKS). */
    static final int MAX_SYMLINKS = 40;

    /** The last component is a name. */
    static final int LAST_NORM = 0;

    /** There is no last component, as in "/". */
    static final int LAST_ROOT = 1;

    /** The last component is ".". */
    static final int LAST_DOT = 2;

    /** The last component is "..". */
    static final int LAST_DOTDOT = 3;

    /** A symbolic link that is being followed. */
    private static final class Link {
        final Path path = new Path();
        String rest = "";
        int restStart;
    }

    final Vfs vfs;
    final Path path = new Path();
    final Path root = new Path();
    final Qstr last = new Qstr();
    final LinkBody body = new LinkBody();
    final Path next = new Path();
    final AutomountResult automount = new AutomountResult();
    private final Link[] links = new Link[MAX_SYMLINKS + 1];
    private @Nullable Inode inode;
    private boolean rootGrabbed;

    /** {@link LookupFlags}. */
    int flags;

    int lastType;
    int depth;
    int linkCount;
    boolean jumped;

    /**
     * Mode and owner of the directory of the last component, for the rules of sticky directories.
     */
    int dirMode;

    int dirUid;

    /** What is walked next: a piece of the path itself or of a link's body. */
    String text = "";

    int at;
    @Nullable PathWalk below;

    PathWalk(Vfs vfs) {
        this.vfs = vfs;
        for (int i = 0; i < links.length; i++) {
            links[i] = new Link();
        }
    }

    /** The inode at {@link #path}. */
    Inode inode() {
        Inode i = inode;
        if (i == null) {
            throw new IllegalStateException("walk stands nowhere");
        }
        return i;
    }

    boolean isRcu() {
        return (flags & LookupFlags.RCU) != 0;
    }

    /** Stands at a place, whose references become the walk's. */
    void standAt(Path place) {
        path.set(place);
        inode = place.entry().inodeOrNull();
    }

    // ---- beginning and end

    /**
     * Begins at the root, the current directory or an open directory (path_init): 0 or negative.
     */
    int begin(int dfd, String name, int lookupFlags) {
        text = name;
        at = 0;
        flags = name.isEmpty() ? lookupFlags & ~LookupFlags.RCU : lookupFlags;
        jumped = true;
        depth = 0;
        rootGrabbed = false;
        path.set(null, null);
        root.set(null, null);
        if (name.startsWith("/")) {
            jumpToRoot();
            return 0;
        }
        if (dfd == FilesStruct.AT_FDCWD) {
            path.set(fs().pwd);
        } else {
            OpenFile file = FilesStruct.ofCurrent(vfs).find(dfd);
            if (file == null) {
                return -Errno.EBADF;
            }
            if (!name.isEmpty() && !file.dentry().isDir()) {
                return -Errno.ENOTDIR;
            }
            path.set(file.path);
        }
        if (!isRcu()) {
            path.get();
        }
        inode = path.entry().inodeOrNull();
        return 0;
    }

    FsStruct fs() {
        if (vfs.scheduler().current().attachment(TaskSlot.FILE_SYSTEM) instanceof FsStruct fs) {
            return fs;
        }
        throw new IllegalStateException("kernel thread walks a path");
    }

    /** Fetches the root of the task (set_root), unless it is there. */
    void needRoot() {
        if (root.mnt == null) {
            root.set(fs().root);
            if (!isRcu()) {
                root.get();
                rootGrabbed = true;
            }
        }
    }

    /** Goes to the root (nd_jump_root). */
    void jumpToRoot() {
        needRoot();
        if (!isRcu()) {
            path.put();
        }
        path.set(root);
        if (!isRcu()) {
            path.get();
        }
        inode = path.entry().inodeOrNull();
        jumped = true;
    }

    /** Goes where a magic link points; its references become the walk's (nd_jump_link). */
    void jumpTo(Path place) {
        path.put();
        standAt(place);
        jumped = true;
    }

    /** Gives up everything (terminate_walk). */
    void end() {
        if (isRcu()) {
            flags &= ~LookupFlags.RCU;
            path.set(null, null);
            for (int i = 0; i < depth; i++) {
                links[i].path.set(null, null);
            }
        } else {
            path.put();
            for (int i = 0; i < depth; i++) {
                links[i].path.put();
            }
            if (rootGrabbed) {
                root.put();
                rootGrabbed = false;
            }
        }
        root.set(null, null);
        depth = 0;
        inode = null;
    }

    /** Leaves RCU mode: takes references to all that the walk stands on (try_to_unlazy). */
    void unlazy() {
        flags &= ~LookupFlags.RCU;
        for (int i = 0; i < depth; i++) {
            links[i].path.get();
        }
        path.get();
        if (root.mnt != null) {
            root.get();
            rootGrabbed = true;
        }
    }

    /**
     * The walk has come to its end: takes references, and asks a file system whose dentry was
     * jumped to (complete_walk).
     */
    int complete() {
        if (isRcu()) {
            root.set(null, null);
            unlazy();
        }
        Dentry dentry = path.entry();
        DentryOperations op = dentry.op;
        if (!jumped || op == null || (dentry.flags & Dentry.DCACHE_OP_WEAK_REVALIDATE) == 0) {
            return 0;
        }
        int status = op.weakRevalidate(dentry, flags);
        return status > 0 ? 0 : status == 0 ? -Errno.ESTALE : status;
    }

    /** Hands the place and its references over to a holder. */
    void take(Path out) {
        out.set(path);
        path.set(null, null);
    }

    // ---- links

    /** Enters a link; its references, outside RCU mode, become the walk's. */
    void pushLink(Path link) {
        links[depth++].path.set(link);
    }

    /** Leaves the innermost link (put_link). */
    void popLink() {
        Path link = links[--depth].path;
        if (isRcu()) {
            link.set(null, null);
        } else {
            link.put();
        }
    }

    /** Keeps what follows the link in its own text. */
    void saveRest(int level, String rest, int start) {
        links[level].rest = rest;
        links[level].restStart = start;
    }

    /** Goes back to the text that a link was met in. */
    void restore(int level) {
        text = links[level].rest;
        at = links[level].restStart;
        links[level].rest = "";
    }
}
