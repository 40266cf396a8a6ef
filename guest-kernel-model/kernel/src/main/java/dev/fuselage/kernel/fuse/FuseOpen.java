package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseFopen;
import dev.fuselage.fuse.FuseOpenIn;
import dev.fuselage.fuse.FuseOpenOut;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.OpenInFlags;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.mm.Truncate;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Attributes;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.OpenFile;
import org.jspecify.annotations.Nullable;

/** OPEN and OPENDIR ({@code fuse_open}, {@code fuse_dir_open}, {@code fuse_file_open}). */
final class FuseOpen {
    /** What CREATE ends with in the place of opening: the server has opened already. */
    static final OpenFile.Opener FINISH = FuseOpen::finish;

    /** Where {@link #handle} leaves its result: one holder per call, because opening may block. */
    static final class Result {
        @Nullable FuseFile file;
        int error;
    }

    private FuseOpen() {}

    /** {@code fuse_open}. */
    @KernelFunction("fuse_open")
    static int open(FuseInode fi, OpenFile file) {
        FuseConn fc = fi.conn();
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        boolean truncate = (file.flags & OpenFlags.O_TRUNC) != 0 && fc.features.atomicOTrunc;
        int error = openHandle(fi, file, false);
        if (error != 0) {
            return error;
        }
        int _ = finish(fi, file);
        if (truncate) {
            truncated(fi, file);
            Truncate.truncatePagecache(fi, 0);
        } else if (!FuseFile.of(file).keepsCache()) {
            int _ = Truncate.invalidateInodePages2(fi.mapping);
        }
        return 0;
    }

    /** OPEN has cut the file ({@code fuse_truncate_update_attr}). */
    private static void truncated(FuseInode fi, OpenFile file) {
        fi.bumpAttrVersion();
        fi.size = 0;
        int _ = Attributes.updateTime(file);
        fi.invalidate(FuseInode.MODSIZE);
    }

    /** {@code fuse_dir_open}. */
    @KernelFunction("fuse_dir_open")
    static int openDir(FuseInode fi, OpenFile file) {
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        int error = openHandle(fi, file, true);
        if (error != 0) {
            return error;
        }
        FuseFile ff = FuseFile.of(file);
        if ((ff.openFlags & (FuseFopen.FOPEN_STREAM | FuseFopen.FOPEN_NONSEEKABLE)) != 0) {
            int _ = file.nonseekable();
        }
        if (!ff.keepsCache()) {
            int _ = Truncate.invalidateInodePages2(fi.mapping);
        }
        return 0;
    }

    @KernelFunction("fuse_file_open")
    private static int openHandle(FuseInode fi, OpenFile file, boolean directory) {
        Result result = new Result();
        handle(fi.mount(), fi.nodeid, file.flags, directory, result);
        if (result.error == 0) {
            file.privateData = result.file;
        }
        return result.error;
    }

    /**
     * A handle of the server for a node; a server without the request needs none ({@code
     * fuse_file_open}).
     */
    @KernelFunction("fuse_send_open")
    static void handle(FuseMount fm, long nodeid, int flags, boolean directory, Result out) {
        FuseMissing missing = fm.conn().missing;
        boolean ask = directory ? !missing.opendir : !missing.open;
        FuseReq req = null;
        if (ask) {
            req = request(fm, nodeid, flags, directory);
            int error = fm.conn().send(req);
            if (error == -Errno.ENOSYS) {
                missing.opendir |= directory;
                missing.open |= !directory;
                ask = false;
            } else if (error != 0) {
                req.release();
                out.error = error;
                return;
            }
        }
        FuseFile ff = new FuseFile(fm, nodeid, !directory || ask);
        ff.openFlags = FuseFopen.FOPEN_KEEP_CACHE | (directory ? FuseFopen.FOPEN_CACHE_DIR : 0);
        if (req != null) {
            if (ask) {
                ff.opened(req.reply());
            }
            req.release();
        }
        if (directory) {
            ff.openFlags &= ~FuseFopen.FOPEN_DIRECT_IO;
        }
        out.file = ff;
        out.error = 0;
    }

    private static FuseReq request(FuseMount fm, long nodeid, int flags, boolean directory) {
        FuseConn fc = fm.conn();
        int kept = flags & ~(OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOCTTY);
        if (!fc.features.atomicOTrunc) {
            kept &= ~OpenFlags.O_TRUNC;
        }
        FuseReq req = fc.request(fm, directory ? Opcode.OPENDIR : Opcode.OPEN, nodeid);
        Wire in = req.in(FuseOpenIn.SIZE);
        FuseOpenIn.FLAGS.set(in, kept);
        boolean truncates = (kept & OpenFlags.O_TRUNC) != 0;
        if (fc.features.handleKillprivV2
                && truncates
                && !fc.scheduler().current().credentials().capable(Capability.FSETID)) {
            FuseOpenIn.OPEN_FLAGS.set(in, OpenInFlags.OPEN_KILL_SUIDGID);
        }
        req.out(FuseOpenOut.SIZE);
        return req;
    }

    /** {@code fuse_finish_open}. */
    @KernelFunction("fuse_finish_open")
    private static int finish(Inode inode, OpenFile file) {
        FuseFile ff = FuseFile.of(file);
        FuseInode.of(inode).ioMode().open(ff);
        if ((ff.openFlags & FuseFopen.FOPEN_STREAM) != 0) {
            return file.stream();
        }
        return (ff.openFlags & FuseFopen.FOPEN_NONSEEKABLE) != 0 ? file.nonseekable() : 0;
    }
}
