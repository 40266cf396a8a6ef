package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.RenameFlags;
import org.jspecify.annotations.Nullable;

/** Inodes of {@link RamFs} (fs/ramfs, fs/libfs.c): every name pins its dentry. */
@SuppressWarnings("ReferenceEquality") // identity is what is meant
final class RamInodeOperations extends InodeOperations {
    static final RamInodeOperations DIRECTORY = new RamInodeOperations(true, false);
    static final RamInodeOperations LINK = new RamInodeOperations(false, true);
    static final RamInodeOperations FILE = new RamInodeOperations(false, false);

    private static final int NAME_MAX = 255;

    private final boolean directory;
    private final boolean link;

    private RamInodeOperations(boolean directory, boolean link) {
        this.directory = directory;
        this.link = link;
    }

    /** A new inode owned by the current task, or by root before there is one (ramfs_get_inode). */
    static Inode newInode(SuperBlock sb, @Nullable Inode dir, int mode, int rdev) {
        Inode inode = sb.vfs().inodes().newInode(sb);
        inode.ino = sb.nextIno();
        if (sb.vfs().scheduler().currentOrNull() == null) {
            inode.mode = mode;
        } else {
            Attributes.initOwner(inode, dir, mode);
        }
        Timespec now = sb.vfs().currentTime(sb);
        inode.atime.set(now);
        inode.mtime.set(now);
        inode.ctime.set(now);
        if (Mode.isDirectory(mode)) {
            inode.op = DIRECTORY;
            inode.fop = RamDirectoryOperations.INSTANCE;
            inode.nlink = 2;
        } else if (Mode.isSymbolicLink(mode)) {
            inode.op = LINK;
        } else if (Mode.isRegular(mode)) {
            inode.op = FILE;
            inode.fop = RamFileOperations.INSTANCE;
            inode.data.setOps(RamPages.INSTANCE);
            inode.data.setNoWriteback();
        } else {
            inode.op = FILE;
            SpecialInodes.init(inode, inode.mode, rdev);
        }
        return inode;
    }

    @Override
    public boolean hasLookup() {
        return directory;
    }

    @Override
    public boolean hasGetLink() {
        return link;
    }

    @Override
    public boolean hasRename() {
        return directory;
    }

    @Override
    public boolean hasTmpfile() {
        return directory;
    }

    @Override
    public @Nullable Dentry lookup(Inode dir, Dentry dentry, int flags) {
        if (dentry.name().length() > NAME_MAX) {
            return Dentry.error(-Errno.ENAMETOOLONG);
        }
        dentry.add(null);
        return null;
    }

    private static int add(Inode dir, Dentry dentry, int mode, int rdev) {
        Inode inode = newInode(dir.sb, dir, mode, rdev);
        dentry.instantiate(inode);
        pin(dir, dentry);
        dir.mtime.set(inode.ctime);
        dir.ctime.set(inode.ctime);
        return 0;
    }

    private static void pin(Inode dir, Dentry dentry) {
        dentry.get();
        dentry.directoryOffset = dir.sb.nextDirectoryOffset();
    }

    @Override
    public int create(Inode dir, Dentry dentry, int mode, boolean excl) {
        return add(dir, dentry, mode | Mode.S_IFREG, 0);
    }

    @Override
    public int tmpfile(Inode dir, OpenFile file, int mode) {
        Inode inode = newInode(dir.sb, dir, mode, 0);
        inode.dropNlink();
        Dentry dentry = file.path.entry();
        dentry.instantiate(inode);
        return file.finishOpen(dentry, null);
    }

    @Override
    public int mknod(Inode dir, Dentry dentry, int mode, long rdev) {
        return add(dir, dentry, mode, (int) rdev);
    }

    @Override
    public int mkdir(Inode dir, Dentry dentry, int mode) {
        int error = add(dir, dentry, mode | Mode.S_IFDIR, 0);
        dir.incNlink();
        return error;
    }

    @Override
    public int symlink(Inode dir, Dentry dentry, String target) {
        int error = add(dir, dentry, Mode.S_IFLNK | Mode.S_IRWXUGO, 0);
        dentry.inode().link = target;
        dentry.inode().size = target.length();
        return error;
    }

    @Override
    public int link(Dentry old, Inode dir, Dentry dentry) {
        Inode inode = old.inode();
        touch(dir);
        inode.setCtimeCurrent();
        inode.incNlink();
        dentry.instantiate(inode.get());
        pin(dir, dentry);
        return 0;
    }

    private static void touch(Inode dir) {
        dir.setCtimeCurrent();
        dir.mtime.set(dir.ctime);
    }

    @Override
    public int unlink(Inode dir, Dentry dentry) {
        Inode inode = dentry.inode();
        touch(dir);
        inode.setCtimeCurrent();
        inode.dropNlink();
        dentry.put();
        return 0;
    }

    @Override
    public int rmdir(Inode dir, Dentry dentry) {
        if (!isEmpty(dentry)) {
            return -Errno.ENOTEMPTY;
        }
        dentry.inode().dropNlink();
        int error = unlink(dir, dentry);
        dir.dropNlink();
        return error;
    }

    /** simple_empty. */
    private static boolean isEmpty(Dentry dir) {
        for (Dentry d = dir.firstChild; d != null; d = d.siblingNext) {
            if (!d.isUnhashed() && d.isPositive()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int rename(Inode oldDir, Dentry old, Inode newDir, Dentry fresh, int flags) {
        if ((flags & RenameFlags.RENAME_WHITEOUT) != 0) {
            return -Errno.EINVAL;
        }
        if ((flags & RenameFlags.RENAME_EXCHANGE) != 0) {
            return exchange(oldDir, old, newDir, fresh);
        }
        if (fresh.isPositive() && !isEmpty(fresh)) {
            return -Errno.ENOTEMPTY;
        }
        boolean isDir = old.isDir();
        if (fresh.isPositive()) {
            int _ = unlink(newDir, fresh);
            if (isDir) {
                fresh.inode().dropNlink();
                oldDir.dropNlink();
            }
        } else if (isDir) {
            oldDir.dropNlink();
            newDir.incNlink();
        }
        touch(oldDir);
        touch(newDir);
        old.inode().setCtimeCurrent();
        old.directoryOffset = newDir.sb.nextDirectoryOffset();
        return 0;
    }

    private static int exchange(Inode oldDir, Dentry old, Inode newDir, Dentry fresh) {
        if (oldDir != newDir && old.isDir() != fresh.isDir()) {
            Inode loses = old.isDir() ? oldDir : newDir;
            Inode gains = old.isDir() ? newDir : oldDir;
            loses.dropNlink();
            gains.incNlink();
        }
        touch(oldDir);
        touch(newDir);
        old.inode().setCtimeCurrent();
        fresh.inode().setCtimeCurrent();
        long offset = old.directoryOffset;
        old.directoryOffset = fresh.directoryOffset;
        fresh.directoryOffset = offset;
        return 0;
    }
}
