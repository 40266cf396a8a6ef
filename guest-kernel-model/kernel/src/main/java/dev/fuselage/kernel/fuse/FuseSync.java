package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FsyncFlags;
import dev.fuselage.fuse.FuseFlushIn;
import dev.fuselage.fuse.FuseFopen;
import dev.fuselage.fuse.FuseFsyncIn;
import dev.fuselage.fuse.FuseSyncfsIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.SuperBlock;

/** FLUSH at close, FSYNC, FSYNCDIR, SYNCFS. */
final class FuseSync {
    private FuseSync() {}

    /** {@code fuse_flush}. */
    @KernelFunction("fuse_flush")
    static int flush(FuseInode fi, OpenFile file, Object owner) {
        FuseConn fc = fi.conn();
        FuseFile ff = FuseFile.of(file);
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        if ((ff.openFlags & FuseFopen.FOPEN_NOFLUSH) != 0 && !fc.features.writebackCache) {
            return 0;
        }
        int error = fi.writeNow(true);
        if (error == 0) {
            fi.lock();
            fi.syncWrites();
            fi.unlock();
            error = file.mapping().takeError();
        }
        if (error != 0 || fc.missing.flush) {
            return error;
        }
        FuseReq req = fc.request(fi.mount(), Opcode.FLUSH, fi.nodeid);
        Wire in = req.in(FuseFlushIn.SIZE);
        FuseFlushIn.FH.set(in, ff.fh);
        FuseFlushIn.LOCK_OWNER.set(in, fc.lockOwner.of(owner));
        req.force = true;
        error = fc.send(req);
        req.release();
        if (error == -Errno.ENOSYS) {
            fc.missing.flush = true;
            return 0;
        }
        return error;
    }

    /** {@code fuse_fsync}. */
    @KernelFunction("fuse_fsync")
    static int fsync(FuseInode fi, OpenFile file, long start, long end, boolean dataOnly) {
        FuseConn fc = fi.conn();
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        fi.lock();
        int error = file.mapping().writeAndWait(start, end);
        if (error == 0) {
            fi.syncWrites();
            error = file.mapping().takeError();
        }
        if (error == 0 && !fc.missing.fsync) {
            error = send(fi, file, dataOnly, Opcode.FSYNC);
            if (error == -Errno.ENOSYS) {
                fc.missing.fsync = true;
                error = 0;
            }
        }
        fi.unlock();
        return error;
    }

    /** {@code fuse_dir_fsync}. */
    @KernelFunction("fuse_dir_fsync")
    static int fsyncDir(FuseInode fi, OpenFile file, boolean dataOnly) {
        FuseMissing missing = fi.conn().missing;
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        if (missing.fsyncdir) {
            return 0;
        }
        fi.lock();
        int error = send(fi, file, dataOnly, Opcode.FSYNCDIR);
        if (error == -Errno.ENOSYS) {
            missing.fsyncdir = true;
            error = 0;
        }
        fi.unlock();
        return error;
    }

    @KernelFunction("fuse_fsync_common")
    private static int send(FuseInode fi, OpenFile file, boolean dataOnly, Opcode opcode) {
        FuseConn fc = fi.conn();
        FuseReq req = fc.request(fi.mount(), opcode, fi.nodeid);
        Wire in = req.in(FuseFsyncIn.SIZE);
        FuseFsyncIn.FH.set(in, FuseFile.of(file).fh);
        FuseFsyncIn.FSYNC_FLAGS.set(in, dataOnly ? FsyncFlags.FSYNC_FDATASYNC : 0);
        int error = fc.send(req);
        req.release();
        return error;
    }

    /**
     * {@code fuse_sync_fs}: only the pass that waits, and only where the server is trusted to
     * answer.
     */
    static int syncFs(SuperBlock sb, boolean wait) {
        Dentry root = sb.root();
        FuseMount fm = FuseMount.of(sb);
        FuseConn fc = fm.conn();
        if (!wait || root == null || !fc.syncFs) {
            return 0;
        }
        fc.syncBuckets().awaitEarlier();
        FuseReq req = fc.request(fm, Opcode.SYNCFS, FuseInode.of(root.inode()).nodeid);
        Wire _ = req.in(FuseSyncfsIn.SIZE);
        int error = fc.send(req);
        req.release();
        if (error == -Errno.ENOSYS) {
            fc.syncFs = false;
            return 0;
        }
        return error;
    }
}
