package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseReadIn;
import dev.fuselage.fuse.FuseWriteIn;
import dev.fuselage.fuse.FuseWriteOut;
import dev.fuselage.fuse.IoctlFlags;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.ReadFlags;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.WriteFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.FileOperations;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.PollTable;

/**
 * What users of a daemon's device do ({@code cuse_frontend_fops}). Every read and write begins at 0
 * and is the daemon's business; there is no mmap.
 */
final class CuseFileOperations extends FileOperations {
    private final CuseDevice device;

    CuseFileOperations(CuseDevice device) {
        this.device = device;
    }

    @Override
    public boolean hasReadIter() {
        return true;
    }

    @Override
    public boolean hasWriteIter() {
        return true;
    }

    @Override
    public boolean hasLlseek() {
        return true;
    }

    /** {@code noop_llseek}. */
    @Override
    public long llseek(OpenFile file, long offset, int whence) {
        return file.pos;
    }

    /** The node's permissions were checked: OPEN is of node 0. */
    @Override
    @KernelFunction("cuse_open")
    public int open(Inode inode, OpenFile file) {
        FuseOpen.Result opened = new FuseOpen.Result();
        FuseOpen.handle(device.mount(), 0, file.flags, false, opened);
        if (opened.error == 0) {
            file.privateData = opened.file;
        }
        return opened.error;
    }

    @Override
    @KernelFunction("cuse_release")
    public void release(Inode inode, OpenFile file) {
        FuseFile.of(file).syncRelease(null, file.flags);
    }

    @Override
    @KernelFunction("cuse_read_iter")
    public long readIter(Kiocb iocb, IovIter to) {
        return transfer(iocb.file(), to);
    }

    @Override
    @KernelFunction("cuse_write_iter")
    public long writeIter(Kiocb iocb, IovIter from) {
        return transfer(iocb.file(), from);
    }

    @Override
    @KernelFunction("cuse_file_ioctl")
    public long ioctl(OpenFile file, int cmd, long argument) {
        int flags = device.unrestricted ? IoctlFlags.IOCTL_UNRESTRICTED : 0;
        return FuseIoctl.send(FuseFile.of(file), cmd, argument, flags);
    }

    @Override
    public int poll(OpenFile file, PollTable table) {
        return FusePoll.poll(FuseFile.of(file), table);
    }

    // ---- data

    /** {@code fuse_direct_io} with FUSE_DIO_CUSE. */
    private long transfer(OpenFile file, IovIter iter) {
        FuseConn fc = device.conn();
        boolean write = iter.isSource();
        int most = write ? fc.maxWrite : fc.maxRead;
        long done = 0;
        long result = 0;
        while (iter.count() > 0) {
            FuseReq req =
                    fc.request(
                            device.mount(),
                            write ? Opcode.WRITE : Opcode.READ,
                            FuseFile.of(file).nodeid);
            int wanted = (int) Math.min(iter.count(), most);
            int bytes = takePages(req, iter, wanted, iter.pageCount(fc.maxPages));
            if (bytes <= 0) {
                req.release();
                result = bytes;
                break;
            }
            result = write ? write(file, req, done, bytes) : read(file, req, done, bytes);
            req.data.putAll();
            req.release();
            done += Math.max(result, 0);
            if (result != bytes) {
                iter.revert(bytes - Math.max(result, 0));
                break;
            }
        }
        return done > 0 ? done : result;
    }

    private static int takePages(FuseReq req, IovIter iter, int wanted, int mostPages) {
        int bytes = 0;
        while (bytes < wanted && req.data.count() < mostPages) {
            req.userPages = true;
            long taken = iter.takePages(req.data, wanted - bytes, mostPages - req.data.count());
            if (taken <= 0) {
                return bytes > 0 ? bytes : (int) taken;
            }
            bytes += (int) taken;
        }
        return bytes;
    }

    private long owner(OpenFile file) {
        return device.conn().lockOwner.ofCurrent(file.inode().sb.vfs());
    }

    private long read(OpenFile file, FuseReq req, long pos, int bytes) {
        Wire in = req.in(FuseReadIn.SIZE);
        FuseReadIn.FH.set(in, FuseFile.of(file).fh);
        FuseReadIn.OFFSET.set(in, pos);
        FuseReadIn.SIZE_FIELD.set(in, bytes);
        FuseReadIn.FLAGS.set(in, file.flags);
        FuseReadIn.READ_FLAGS.set(in, ReadFlags.READ_LOCKOWNER);
        FuseReadIn.LOCK_OWNER.set(in, owner(file));
        req.outPages(bytes);
        req.outArgvar = true;
        return device.conn().send(req);
    }

    private long write(OpenFile file, FuseReq req, long pos, int bytes) {
        FuseConn fc = device.conn();
        Wire in = FuseWrite.arguments(req, FuseFile.of(file), pos, bytes);
        boolean mayKeep = fc.scheduler().current().credentials().capable(Capability.FSETID);
        FuseWriteIn.WRITE_FLAGS.set(
                in, WriteFlags.WRITE_LOCKOWNER | (mayKeep ? 0 : WriteFlags.WRITE_KILL_SUIDGID));
        FuseWriteIn.LOCK_OWNER.set(in, owner(file));
        FuseWriteIn.FLAGS.set(in, file.flags);
        FuseWrite.finish(req, bytes);
        int error = fc.send(req);
        if (error != 0) {
            return error;
        }
        long written = FuseWriteOut.SIZE_FIELD.getUnsigned(req.reply());
        return written > bytes ? -Errno.EIO : written;
    }
}
