package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.InvalEntryFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.Truncate;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.Qstr;
import dev.fuselage.kernel.vfs.SuperBlock;
import org.jspecify.annotations.Nullable;

/**
 * The server asks the kernel to forget something ({@code fuse_reverse_inval_inode}, {@code
 * fuse_reverse_inval_entry}). {@link FuseMounts#killsb} is held for reading.
 */
final class FuseReverse {
    private FuseReverse() {}

    /**
     * The cached inode of a node in whichever superblock, with a reference ({@code fuse_ilookup}).
     */
    static @Nullable FuseInode find(FuseConn fc, long nodeid) {
        for (FuseMount fm : fc.mounts) {
            SuperBlock sb = fm.sb();
            Inode found = sb.vfs().inodes().lookup(sb, nodeid);
            if (found != null) {
                return FuseInode.of(found);
            }
        }
        return null;
    }

    /**
     * Drops attributes, and the pages of a range.
     *
     * @param offset first byte; negative for no pages
     * @param length bytes; 0 and less for all that follow
     */
    @KernelFunction("fuse_reverse_inval_inode")
    static int invalidateInode(FuseConn fc, long nodeid, long offset, long length) {
        FuseInode fi = find(fc, nodeid);
        if (fi == null) {
            return -Errno.ENOENT;
        }
        fi.bumpAttrVersion();
        fi.invalidateAttr();
        if (offset >= 0) {
            long first = offset >> Page.SHIFT;
            long last =
                    length <= 0
                            ? Long.MAX_VALUE >> Page.SHIFT
                            : (offset + length - 1) >> Page.SHIFT;
            int _ = Truncate.invalidateInodePages2Range(fi.data, first, last);
        }
        fi.put();
        return 0;
    }

    /**
     * Drops a name.
     *
     * @param child the node that was removed, so that the name becomes negative; 0 to look it up
     *     again next time
     */
    @KernelFunction("fuse_reverse_inval_entry")
    static int invalidateEntry(FuseConn fc, long parent, long child, String name, int flags) {
        FuseInode dir = find(fc, parent);
        if (dir == null) {
            return -Errno.ENOENT;
        }
        dir.lock();
        int error = -Errno.ENOENT;
        if (dir.isDir()) {
            Dentry entry = cached(dir, name);
            if (entry != null) {
                error = invalidate(dir, entry, child, flags);
                entry.put();
            }
        }
        dir.unlock();
        dir.put();
        return error;
    }

    private static @Nullable Dentry cached(FuseInode dir, String name) {
        Dentry alias = dir.sb.vfs().dentries().findAlias(dir);
        if (alias == null) {
            return null;
        }
        Dentry entry = alias.lookup(new Qstr().set(name));
        alias.put();
        return entry;
    }

    private static int invalidate(FuseInode dir, Dentry entry, long child, int flags) {
        dir.dirChanged();
        if ((flags & InvalEntryFlags.EXPIRE_ONLY) == 0) {
            entry.invalidate();
        }
        FuseDentryOperations.expire(entry);
        if (child == 0 || entry.isNegative()) {
            return 0;
        }
        return dir.sb
                .vfs()
                .nameChanges()
                .removed(entry, inode -> FuseInode.of(inode).nodeid == child);
    }
}
