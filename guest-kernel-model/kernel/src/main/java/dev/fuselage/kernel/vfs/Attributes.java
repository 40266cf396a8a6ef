package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.StatxAttributes;
import dev.fuselage.fuse.linux.StatxMask;
import dev.fuselage.kernel.mm.Truncate;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelFunction;
import org.jspecify.annotations.Nullable;

/**
 * Changing and reading attributes (fs/attr.c, fs/stat.c), and what a change of a file does to its
 * set-id bits.
 */
public final class Attributes {
    private static final String CAPS = "security.capability";

    private Attributes() {}

    // ---- changing

    /**
     * Checks and prepares a change and hands it to the file system (notify_change). The inode's
     * lock is held.
     */
    @KernelFunction("notify_change")
    public static int notifyChange(Dentry dentry, Iattr attr) {
        Inode inode = dentry.inode();
        int asked = attr.valid;
        int error = maySetattr(inode, attr.valid);
        if (error != 0) {
            return error;
        }
        if ((attr.valid & AttrValid.ATTR_MODE) != 0) {
            if (inode.isLink()) {
                return -Errno.EOPNOTSUPP;
            }
            if (isSetId(attr.mode)) {
                inode.flags &= ~InodeFlags.S_NOSEC;
            }
        }
        setTimes(inode, attr);
        if ((attr.valid & AttrValid.ATTR_KILL_PRIV) != 0) {
            int needed = needKillpriv(dentry);
            if (needed < 0) {
                return needed;
            }
            if (needed == 0) {
                attr.valid &= ~AttrValid.ATTR_KILL_PRIV;
            }
        }
        killSetId(inode.mode, attr);
        if ((attr.valid & ~(AttrValid.ATTR_KILL_SUID | AttrValid.ATTR_KILL_SGID)) == 0) {
            return 0;
        }
        error = inode.op.setattr(dentry, attr);
        if (error == 0) {
            Fsnotify.change(dentry, asked);
        }
        return error;
    }

    private static int maySetattr(Inode inode, int valid) {
        int owned =
                AttrValid.ATTR_MODE
                        | AttrValid.ATTR_UID
                        | AttrValid.ATTR_GID
                        | AttrValid.ATTR_TIMES_SET;
        if ((valid & owned) != 0 && (inode.isImmutable() || inode.isAppend())) {
            return -Errno.EPERM;
        }
        if ((valid & AttrValid.ATTR_TOUCH) != 0) {
            if (inode.isImmutable()) {
                return -Errno.EPERM;
            }
            if (!Permission.ownerOrCapable(inode)) {
                return Permission.check(inode, MayMask.MAY_WRITE);
            }
        }
        return 0;
    }

    private static boolean isSetId(int mode) {
        return (mode & (Mode.S_ISUID | Mode.S_ISGID)) != 0;
    }

    private static void setTimes(Inode inode, Iattr attr) {
        Timespec now = inode.sb.vfs().currentTime(inode.sb);
        attr.ctime.set(now);
        if ((attr.valid & AttrValid.ATTR_ATIME_SET) == 0) {
            attr.atime.set(now);
        }
        if ((attr.valid & AttrValid.ATTR_MTIME_SET) == 0) {
            attr.mtime.set(now);
        }
    }

    private static void killSetId(int mode, Iattr attr) {
        if ((attr.valid & AttrValid.ATTR_KILL_SUID) != 0 && (mode & Mode.S_ISUID) != 0) {
            attr.valid |= AttrValid.ATTR_MODE;
            attr.mode = mode & ~Mode.S_ISUID;
        }
        if ((attr.valid & AttrValid.ATTR_KILL_SGID) != 0 && (mode & Mode.S_ISGID) != 0) {
            if ((attr.valid & AttrValid.ATTR_MODE) == 0) {
                attr.valid |= AttrValid.ATTR_MODE;
                attr.mode = mode;
            }
            attr.mode &= ~Mode.S_ISGID;
        }
    }

    /**
     * Whether the current task may make a change (setattr_prepare); may clear the set-group-id bit
     * of the new mode.
     */
    public static int setattrPrepare(Dentry dentry, Iattr attr) {
        Inode inode = dentry.inode();
        int valid = attr.valid;
        if ((valid & AttrValid.ATTR_SIZE) != 0) {
            int error = newsizeOk(inode, attr.size);
            if (error != 0) {
                return error;
            }
        }
        if ((valid & AttrValid.ATTR_FORCE) == 0) {
            int error = mayChange(inode, attr);
            if (error != 0) {
                return error;
            }
        }
        if ((valid & AttrValid.ATTR_KILL_PRIV) != 0) {
            int error = Xattrs.removeUnchecked(dentry, CAPS);
            return error == -Errno.EOPNOTSUPP ? 0 : error;
        }
        return 0;
    }

    private static int mayChange(Inode inode, Iattr attr) {
        int valid = attr.valid;
        if ((valid & AttrValid.ATTR_UID) != 0 && !chownOk(inode, attr.uid)) {
            return -Errno.EPERM;
        }
        if ((valid & AttrValid.ATTR_GID) != 0 && !chgrpOk(inode, attr.gid)) {
            return -Errno.EPERM;
        }
        if ((valid & AttrValid.ATTR_MODE) != 0) {
            if (!Permission.ownerOrCapable(inode)) {
                return -Errno.EPERM;
            }
            int gid = (valid & AttrValid.ATTR_GID) != 0 ? attr.gid : inode.gid;
            if (!Permission.inGroupOrCapable(inode, gid)) {
                attr.mode &= ~Mode.S_ISGID;
            }
        }
        int timesGiven =
                AttrValid.ATTR_MTIME_SET | AttrValid.ATTR_ATIME_SET | AttrValid.ATTR_TIMES_SET;
        return (valid & timesGiven) != 0 && !Permission.ownerOrCapable(inode) ? -Errno.EPERM : 0;
    }

    private static boolean chownOk(Inode inode, int uid) {
        Credentials cred = inode.sb.vfs().credentials();
        return (inode.uid == cred.fsuid() && uid == inode.uid) || cred.capable(Capability.CHOWN);
    }

    private static boolean chgrpOk(Inode inode, int gid) {
        Credentials cred = inode.sb.vfs().credentials();
        boolean ownGroup = inode.uid == cred.fsuid() && (gid == inode.gid || cred.inGroup(gid));
        return ownGroup || cred.capable(Capability.CHOWN);
    }

    /** Whether a file may have a size (inode_newsize_ok). */
    public static int newsizeOk(Inode inode, long size) {
        if (size < 0) {
            return -Errno.EINVAL;
        }
        return size > inode.size && size > inode.sb.maxBytes ? -Errno.EFBIG : 0;
    }

    /** Makes a prepared change to the inode in memory (setattr_copy); not the size. */
    public static void setattrCopy(Inode inode, Iattr attr) {
        int valid = attr.valid;
        if ((valid & AttrValid.ATTR_UID) != 0) {
            inode.uid = attr.uid;
        }
        if ((valid & AttrValid.ATTR_GID) != 0) {
            inode.gid = attr.gid;
        }
        if ((valid & AttrValid.ATTR_ATIME) != 0) {
            inode.atime.set(attr.atime);
        }
        if ((valid & AttrValid.ATTR_MTIME) != 0) {
            inode.mtime.set(attr.mtime);
        }
        if ((valid & AttrValid.ATTR_CTIME) != 0) {
            inode.ctime.set(attr.ctime);
        }
        if ((valid & AttrValid.ATTR_MODE) != 0) {
            int mode = attr.mode;
            if (!Permission.inGroupOrCapable(inode, inode.gid)) {
                mode &= ~Mode.S_ISGID;
            }
            inode.mode = mode;
        }
    }

    /** The change of file systems that live in memory (simple_setattr). */
    static int simpleSetattr(Dentry dentry, Iattr attr) {
        Inode inode = dentry.inode();
        int error = setattrPrepare(dentry, attr);
        if (error != 0) {
            return error;
        }
        if ((attr.valid & AttrValid.ATTR_SIZE) != 0) {
            Truncate.truncateSetsize(inode, attr.size);
        }
        setattrCopy(inode, attr);
        inode.markDirty(Inode.I_DIRTY_SYNC);
        return 0;
    }

    // ---- privileges of a file that changes

    /**
     * ATTR_KILL_SGID if a change by the current task costs the set-group-id bit
     * (setattr_should_drop_sgid).
     */
    public static int shouldDropSgid(Inode inode) {
        if ((inode.mode & Mode.S_ISGID) == 0) {
            return 0;
        }
        boolean drop =
                (inode.mode & Mode.S_IXGRP) != 0 || !Permission.inGroupOrCapable(inode, inode.gid);
        return drop ? AttrValid.ATTR_KILL_SGID : 0;
    }

    /**
     * The ATTR_KILL_* bits that a write by the current task costs (setattr_should_drop_suidgid).
     */
    public static int shouldDropSuidgid(Inode inode) {
        int kill = (inode.mode & Mode.S_ISUID) != 0 ? AttrValid.ATTR_KILL_SUID : 0;
        kill |= shouldDropSgid(inode);
        boolean counts =
                kill != 0
                        && inode.isRegular()
                        && !inode.sb.vfs().credentials().capable(Capability.FSETID);
        return counts ? kill : 0;
    }

    /**
     * 1 if a file has capabilities, 0 if not, or negative (security_inode_need_killpriv): asks for
     * the size of security.capability.
     */
    public static int needKillpriv(Dentry dentry) {
        long size = Xattrs.getUnchecked(dentry, CAPS, null, 0);
        return size > 0 ? 1 : 0;
    }

    /**
     * The ATTR_KILL_* bits that a change of data costs, or negative (dentry_needs_remove_privs).
     */
    public static int needsRemovePrivs(Dentry dentry) {
        Inode inode = dentry.inode();
        if (inode.isNosec()) {
            return 0;
        }
        int mask = shouldDropSuidgid(inode);
        int caps = needKillpriv(dentry);
        if (caps < 0) {
            return caps;
        }
        return caps > 0 ? mask | AttrValid.ATTR_KILL_PRIV : mask;
    }

    /**
     * Takes set-id bits and capabilities from a file that is about to be written
     * (file_remove_privs). The inode's lock is held.
     */
    @KernelFunction("file_remove_privs")
    public static int removePrivs(OpenFile file) {
        Inode inode = file.inode();
        if (inode.isNosec() || !inode.isRegular()) {
            return 0;
        }
        int kill = needsRemovePrivs(file.dentry());
        if (kill < 0) {
            return kill;
        }
        int error = 0;
        if (kill != 0) {
            Iattr attr = new Iattr();
            attr.valid = AttrValid.ATTR_FORCE | kill;
            error = notifyChange(file.dentry(), attr);
        }
        if (error == 0 && !isSetId(inode.mode) && (inode.sb.flags & SbFlags.SB_NOSEC) != 0) {
            inode.flags |= InodeFlags.S_NOSEC;
        }
        return error;
    }

    /** Sets the modification and change times of a file that is written (file_update_time). */
    public static int updateTime(OpenFile file) {
        Inode inode = file.inode();
        if ((inode.flags & InodeFlags.S_NOCMTIME) != 0) {
            return 0;
        }
        Timespec now = inode.sb.vfs().currentTime(inode.sb);
        int which = now.isSame(inode.mtime) ? 0 : TimeFlags.S_MTIME;
        which |= now.isSame(inode.ctime) ? 0 : TimeFlags.S_CTIME;
        return which == 0 ? 0 : inode.op.updateTime(inode, which);
    }

    /** {@link #removePrivs} and {@link #updateTime} (file_modified). */
    public static int modified(OpenFile file) {
        int error = removePrivs(file);
        return error != 0 ? error : updateTime(file);
    }

    // ---- access times

    /**
     * Whether reading an inode has to update its access time, as mount and inode allow
     * (atime_needs_update).
     */
    static boolean atimeNeedsUpdate(Mount mount, Inode inode) {
        if ((inode.flags & InodeFlags.S_NOATIME) != 0
                || (inode.sb.flags & (SbFlags.SB_NOATIME | SbFlags.SB_RDONLY)) != 0) {
            return false;
        }
        boolean dir = inode.isDir();
        if ((dir && (inode.sb.flags & SbFlags.SB_NODIRATIME) != 0) || mount.forbidsAtime(dir)) {
            return false;
        }
        Timespec now = inode.sb.vfs().currentTime(inode.sb);
        return (!mount.isRelatime() || relatimeNeedsUpdate(inode, now)) && !now.isSame(inode.atime);
    }

    /** Updates the access time of what was read (touch_atime). */
    @KernelFunction("touch_atime")
    public static void touchAtime(Mount mount, Inode inode) {
        if (atimeNeedsUpdate(mount, inode) && !mount.isReadOnly()) {
            int _ = inode.op.updateTime(inode, TimeFlags.S_ATIME);
        }
    }

    private static boolean relatimeNeedsUpdate(Inode inode, Timespec now) {
        return inode.mtime.compare(inode.atime) >= 0
                || inode.ctime.compare(inode.atime) >= 0
                || now.sec - inode.atime.sec >= 24 * 60 * 60;
    }

    // ---- reading

    /** Fills a stat from the inode (generic_fillattr). */
    public static void genericFillattr(Inode inode, Kstat out, int requestMask) {
        out.dev = inode.sb.dev;
        out.ino = inode.ino;
        out.mode = inode.mode;
        out.nlink = inode.nlink;
        out.uid = inode.uid;
        out.gid = inode.gid;
        out.rdev = inode.rdev;
        out.size = inode.size;
        out.atime.set(inode.atime);
        out.mtime.set(inode.mtime);
        out.ctime.set(inode.ctime);
        out.blksize = 1 << inode.blkbits;
        out.blocks = inode.blocks;
    }

    /** Reads attributes without asking a security module (vfs_getattr_nosec). */
    @KernelFunction("vfs_getattr")
    public static int getattr(Path path, Kstat out, int requestMask, int queryFlags) {
        Inode inode = path.entry().inode();
        out.clear();
        out.resultMask |= StatxMask.STATX_BASIC_STATS;
        if ((inode.sb.flags & SbFlags.SB_NOATIME) != 0) {
            out.resultMask &= ~StatxMask.STATX_ATIME;
        }
        if (inode.isAutomount()) {
            out.attributes |= StatxAttributes.STATX_ATTR_AUTOMOUNT;
        }
        if ((inode.flags & InodeFlags.S_DAX) != 0) {
            out.attributes |= StatxAttributes.STATX_ATTR_DAX;
        }
        out.attributesMask |= StatxAttributes.STATX_ATTR_AUTOMOUNT | StatxAttributes.STATX_ATTR_DAX;
        return inode.op.getattr(path, out, requestMask, queryFlags & AT_STATX_SYNC_TYPE);
    }

    private static final int AT_STATX_SYNC_TYPE = 0x6000;

    /**
     * The mode of a new object in a set-group-id directory: a directory inherits the bit, others
     * keep it only for members (inode_init_owner).
     */
    public static void initOwner(Inode inode, @Nullable Inode dir, int mode) {
        Credentials cred = inode.sb.vfs().credentials();
        inode.uid = cred.fsuid();
        inode.mode = mode;
        if (dir != null && (dir.mode & Mode.S_ISGID) != 0) {
            inode.gid = dir.gid;
            if (Mode.isDirectory(mode)) {
                inode.mode |= Mode.S_ISGID;
            }
        } else {
            inode.gid = cred.fsgid();
        }
    }

    /**
     * Takes the set-group-id bit from the mode of a new file whose creator is not of the group
     * (mode_strip_sgid).
     */
    static int stripSgid(Inode dir, int mode) {
        int both = Mode.S_ISGID | Mode.S_IXGRP;
        if ((mode & both) != both || Mode.isDirectory(mode) || (dir.mode & Mode.S_ISGID) == 0) {
            return mode;
        }
        return Permission.inGroupOrCapable(dir, dir.gid) ? mode : mode & ~Mode.S_ISGID;
    }
}
