package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.kernel.task.KernelFunction;

/**
 * What happens to files is told to those who asked (include/linux/fsnotify.h, fs/notify): programs
 * that set a mark on a directory with F_NOTIFY. Costs a comparison where nobody asked.
 */
public final class Fsnotify {
    static final int FS_ACCESS = 1;
    static final int FS_MODIFY = 1 << 1;
    static final int FS_ATTRIB = 1 << 2;
    static final int FS_MOVED_FROM = 1 << 6;
    static final int FS_MOVED_TO = 1 << 7;
    static final int FS_CREATE = 1 << 8;
    static final int FS_DELETE = 1 << 9;

    /** Renamed within the directory, as dnotify understands FS_RENAME. */
    static final int FS_RENAME = 1 << 28;

    /** More than once (FS_DN_MULTISHOT). */
    static final int DN_MULTISHOT = 1 << 31;

    private Fsnotify() {}

    // ---- setting marks

    /**
     * F_NOTIFY (fcntl_dirnotify).
     *
     * @param argument DN_* bits; without any but DN_MULTISHOT the file's mark is taken away
     */
    @KernelFunction("fcntl_dirnotify")
    public static int dirnotify(OpenFile file, FilesStruct owner, int argument) {
        if ((argument & ~FcntlFlags.DN_MULTISHOT) == 0) {
            DnotifyMark.flush(file, owner);
            return 0;
        }
        Inode inode = file.inode();
        if (!inode.isDir()) {
            return -Errno.ENOTDIR;
        }
        DnotifyMark.add(file, owner, mask(argument));
        if (file.owner().pid() == 0) {
            Vfs vfs = inode.sb.vfs();
            file.owner().set(vfs.scheduler().current().pid(), vfs.credentials());
        }
        return 0;
    }

    /** convert_arg. */
    private static int mask(int argument) {
        int mask = (argument & FcntlFlags.DN_MULTISHOT) != 0 ? DN_MULTISHOT : 0;
        mask |= (argument & FcntlFlags.DN_ACCESS) != 0 ? FS_ACCESS : 0;
        mask |= (argument & FcntlFlags.DN_MODIFY) != 0 ? FS_MODIFY : 0;
        mask |= (argument & FcntlFlags.DN_CREATE) != 0 ? FS_CREATE | FS_MOVED_TO : 0;
        mask |= (argument & FcntlFlags.DN_DELETE) != 0 ? FS_DELETE | FS_MOVED_FROM : 0;
        mask |= (argument & FcntlFlags.DN_RENAME) != 0 ? FS_RENAME : 0;
        mask |= (argument & FcntlFlags.DN_ATTRIB) != 0 ? FS_ATTRIB : 0;
        return mask;
    }

    // ---- what happened

    /** Something was read (fsnotify_access). */
    public static void access(OpenFile file) {
        happened(file.dentry(), FS_ACCESS);
    }

    /** Something was written (fsnotify_modify). */
    public static void modify(OpenFile file) {
        happened(file.dentry(), FS_MODIFY);
    }

    /** An attribute changed (fsnotify_xattr). */
    static void attrib(Dentry dentry) {
        happened(dentry, FS_ATTRIB);
    }

    /** notify_change has done what {@link AttrValid} bits say (fsnotify_change). */
    static void change(Dentry dentry, int valid) {
        int both = AttrValid.ATTR_ATIME | AttrValid.ATTR_MTIME;
        int mask = (valid & AttrValid.ATTR_SIZE) != 0 ? FS_MODIFY : 0;
        if ((valid & (AttrValid.ATTR_UID | AttrValid.ATTR_GID | AttrValid.ATTR_MODE)) != 0
                || (valid & both) == both) {
            mask |= FS_ATTRIB;
        } else if ((valid & AttrValid.ATTR_ATIME) != 0) {
            mask |= FS_ACCESS;
        } else if ((valid & AttrValid.ATTR_MTIME) != 0) {
            mask |= FS_MODIFY;
        }
        if (mask != 0) {
            happened(dentry, mask);
        }
    }

    /** To a file: its directory is told, and a directory of itself (fsnotify_parent). */
    @SuppressWarnings("ReferenceEquality") // identity is what is meant
    private static void happened(Dentry dentry, int mask) {
        Inode inode = dentry.inode();
        if (inode.sb.notifyMarks == 0) {
            return;
        }
        Inode parent = dentry.parent().inode();
        if (parent != inode) {
            tell(parent, mask);
        }
        if (inode.isDir()) {
            tell(inode, mask);
        }
    }

    /** An entry of a directory was made (fsnotify_create, fsnotify_mkdir, fsnotify_link). */
    static void create(Inode dir) {
        tell(dir, FS_CREATE);
    }

    /** An entry was removed (fsnotify_delete). */
    static void delete(Inode dir) {
        tell(dir, FS_DELETE);
    }

    /** An entry was renamed (fsnotify_move). */
    @SuppressWarnings("ReferenceEquality") // identity is what is meant
    static void move(Inode oldDir, Inode newDir) {
        if (oldDir == newDir) {
            tell(oldDir, FS_RENAME);
        }
        tell(oldDir, FS_MOVED_FROM);
        tell(newDir, FS_MOVED_TO);
    }

    private static void tell(Inode dir, int mask) {
        DnotifyMark mark = dir.dnotify;
        if (mark != null) {
            mark.event(mask);
        }
    }
}
