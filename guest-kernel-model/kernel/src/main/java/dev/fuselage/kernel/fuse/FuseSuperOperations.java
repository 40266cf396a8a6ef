package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseKstatfs;
import dev.fuselage.fuse.FuseStatfsOut;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.Kstatfs;
import dev.fuselage.kernel.vfs.SbFlags;
import dev.fuselage.kernel.vfs.SuperBlock;
import dev.fuselage.kernel.vfs.SuperOperations;

/** The life of inodes and the file system as a whole ({@code fuse_super_operations}). */
final class FuseSuperOperations extends SuperOperations {
    static final FuseSuperOperations INSTANCE = new FuseSuperOperations();

    /** {@code FUSE_SUPER_MAGIC}. */
    static final int MAGIC = 0x65735546;

    private FuseSuperOperations() {}

    @Override
    public Inode allocInode(SuperBlock sb) {
        return new FuseInode(sb);
    }

    /** Inodes that nobody uses are not kept: the server keeps state for them. */
    @Override
    public boolean dropInode(Inode inode) {
        return true;
    }

    /** {@code fuse_evict_inode}: gives back all look-ups in one message. */
    @Override
    @KernelFunction("fuse_evict_inode")
    public void evictInode(Inode inode) {
        FuseInode fi = FuseInode.of(inode);
        fi.data.truncateFinal();
        fi.clear();
        if ((fi.sb.flags & SbFlags.SB_ACTIVE) == 0) {
            return;
        }
        if (fi.nlookup != 0) {
            fi.conn().forget(fi.nodeid, fi.nlookup);
        }
        FuseSubmountLookup shared = fi.submountLookup;
        if (shared != null) {
            fi.submountLookup = null;
            shared.put(fi.conn());
        }
    }

    @Override
    @KernelFunction("fuse_sync_fs")
    public int syncFs(SuperBlock sb, boolean wait) {
        return FuseSync.syncFs(sb, wait);
    }

    /** {@code fuse_statfs}. */
    @Override
    @KernelFunction("fuse_statfs")
    public int statfs(Dentry dentry, Kstatfs out) {
        FuseMount fm = FuseMount.of(dentry.sb());
        FuseConn fc = fm.conn();
        out.type = MAGIC;
        if (!FusePermission.allowsCurrent(fc)) {
            return 0;
        }
        FuseReq req = fc.request(fm, Opcode.STATFS, FuseInode.of(dentry.inode()).nodeid);
        req.out(FuseStatfsOut.SIZE);
        int error = fc.send(req);
        if (error == 0) {
            Wire st = req.reply();
            out.bsize = FuseKstatfs.BSIZE.getUnsigned(st);
            out.frsize = FuseKstatfs.FRSIZE.getUnsigned(st);
            out.blocks = FuseKstatfs.BLOCKS.get(st);
            out.bfree = FuseKstatfs.BFREE.get(st);
            out.bavail = FuseKstatfs.BAVAIL.get(st);
            out.files = FuseKstatfs.FILES.get(st);
            out.ffree = FuseKstatfs.FFREE.get(st);
            out.namelen = FuseKstatfs.NAMELEN.getUnsigned(st);
        }
        req.release();
        return error;
    }

    /** {@code fuse_show_options}: for virtio-fs only how DAX was asked for. */
    @Override
    public void showOptions(StringBuilder out, Dentry root) {
        FuseConn fc = FuseMount.of(root.sb()).conn();
        if (fc.legacyOptsShow) {
            out.append(",user_id=").append(Integer.toUnsignedString(fc.userId));
            out.append(",group_id=").append(Integer.toUnsignedString(fc.groupId));
            out.append(fc.defaultPermissions ? ",default_permissions" : "");
            out.append(fc.allowOther ? ",allow_other" : "");
            if (fc.maxRead != Integer.MAX_VALUE) {
                out.append(",max_read=").append(fc.maxRead);
            }
            int blksize = root.sb().blocksize;
            if (fc.destroy && blksize != FuseMountOptions.DEFAULT_BLKSIZE) {
                out.append(",blksize=").append(blksize);
            }
        }
        out.append(fc.daxMode.shown());
    }

    /** {@code fuse_umount_begin}. */
    @Override
    @KernelFunction("fuse_umount_begin")
    public void umountBegin(SuperBlock sb) {
        FuseConn fc = FuseMount.of(sb).conn();
        if (!fc.noForceUmount) {
            fc.abort();
        }
    }
}
