package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseFileLock;
import dev.fuselage.fuse.FuseLkIn;
import dev.fuselage.fuse.FuseLkOut;
import dev.fuselage.fuse.LockFlags;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.FileLock;
import dev.fuselage.kernel.vfs.FileLocks;
import dev.fuselage.kernel.vfs.OpenFile;

/**
 * File locks: kept here, or by the server where it offers that ({@code fuse_file_lock}, {@code
 * fuse_file_flock}).
 */
final class FuseLocks {
    private FuseLocks() {}

    static int lock(FuseInode fi, OpenFile file, int cmd, FileLock lock) {
        if (fi.conn().features.noLock) {
            if (cmd == FcntlFlags.F_GETLK) {
                FileLocks.testLock(fi, lock);
                return 0;
            }
            return FileLocks.lockFile(fi, lock);
        }
        return cmd == FcntlFlags.F_GETLK ? get(fi, file, lock) : set(fi, file, lock, false);
    }

    static int flock(FuseInode fi, OpenFile file, FileLock lock) {
        if (fi.conn().features.noFlock) {
            return FileLocks.lockFile(fi, lock);
        }
        FuseFile.of(file).flock = true;
        return set(fi, file, lock, true);
    }

    /** {@code fuse_getlk}. */
    @KernelFunction("fuse_getlk")
    private static int get(FuseInode fi, OpenFile file, FileLock lock) {
        FuseConn fc = fi.conn();
        FuseReq req = request(fi, file, lock, Opcode.GETLK, 0, false);
        req.out(FuseLkOut.SIZE);
        int error = fc.send(req);
        if (error == 0) {
            error = take(fc, req.reply(), lock);
        }
        req.release();
        return error;
    }

    /** {@code convert_fuse_file_lock}. */
    private static int take(FuseConn fc, Wire out, FileLock lock) {
        int type = out.u32(FuseLkOut.LK_OFFSET + FuseFileLock.TYPE.offset());
        if (type == LockType.F_RDLCK || type == LockType.F_WRLCK) {
            long start = out.u64(FuseLkOut.LK_OFFSET + FuseFileLock.START.offset());
            long end = out.u64(FuseLkOut.LK_OFFSET + FuseFileLock.END.offset());
            if (start < 0 || end < 0 || end < start) {
                return -Errno.EIO;
            }
            lock.start = start;
            lock.end = end;
            int pid = out.u32(FuseLkOut.LK_OFFSET + FuseFileLock.PID.offset());
            // A process that is not of this guest has no number here.
            lock.pid = fc.scheduler().find(pid) == null ? 0 : pid;
        } else if (type != LockType.F_UNLCK) {
            return -Errno.EIO;
        }
        lock.type = type;
        return 0;
    }

    /** {@code fuse_setlk}. */
    @KernelFunction("fuse_setlk")
    private static int set(FuseInode fi, OpenFile file, FileLock lock, boolean flock) {
        FuseConn fc = fi.conn();
        int pid = lock.type == LockType.F_UNLCK ? 0 : fc.scheduler().current().pid();
        boolean wait = (lock.flags & FileLock.FL_SLEEP) != 0;
        FuseReq req = request(fi, file, lock, wait ? Opcode.SETLKW : Opcode.SETLK, pid, flock);
        int error = fc.send(req);
        req.release();
        return error;
    }

    private static FuseReq request(
            FuseInode fi, OpenFile file, FileLock lock, Opcode opcode, int pid, boolean flock) {
        FuseConn fc = fi.conn();
        FuseReq req = fc.request(fi.mount(), opcode, fi.nodeid);
        Wire in = req.in(FuseLkIn.SIZE);
        FuseLkIn.FH.set(in, FuseFile.of(file).fh);
        Object owner = lock.owner;
        FuseLkIn.OWNER.set(in, fc.lockOwner.of(owner == null ? file : owner));
        in.u64(FuseLkIn.LK_OFFSET + FuseFileLock.START.offset(), lock.start);
        in.u64(FuseLkIn.LK_OFFSET + FuseFileLock.END.offset(), lock.end);
        in.u32(FuseLkIn.LK_OFFSET + FuseFileLock.TYPE.offset(), lock.type);
        in.u32(FuseLkIn.LK_OFFSET + FuseFileLock.PID.offset(), pid);
        FuseLkIn.LK_FLAGS.set(in, flock ? LockFlags.LK_FLOCK : 0);
        return req;
    }
}
