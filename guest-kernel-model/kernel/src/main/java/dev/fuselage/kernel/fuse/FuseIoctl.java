package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseIoctlIn;
import dev.fuselage.fuse.FuseIoctlOut;
import dev.fuselage.fuse.IoctlFlags;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FsIoctl;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.TaskSlot;
import dev.fuselage.kernel.vfs.FileAttr;
import dev.fuselage.kernel.vfs.OpenFile;
import org.jspecify.annotations.Nullable;

/**
 * IOCTL: those whose number tells how much they move, and the file flags, which the kernel asks for
 * on a handle of its own (fs/fuse/ioctl.c).
 */
final class FuseIoctl {
    private static final int DIRECTION_WRITE = 1;
    private static final int DIRECTION_READ = 2;
    private static final int FLAGS_SIZE = Integer.BYTES;
    private static final int FSXATTR_SIZE = 28;

    private FuseIoctl() {}

    private static int direction(int cmd) {
        return cmd >>> 30;
    }

    private static int size(int cmd) {
        return (cmd >>> 16) & 0x3fff;
    }

    /**
     * ioctl(2) on an open file; {@code argument} is an address of the program or a number ({@code
     * fuse_ioctl_common}).
     */
    @KernelFunction("fuse_do_ioctl")
    static long ioctl(FuseInode fi, OpenFile file, int cmd, long argument) {
        FuseConn fc = fi.conn();
        boolean directory = fi.isDir();
        if (directory && fc.minor < 18) {
            return -Errno.ENOTTY;
        }
        if (!FusePermission.allowsCurrent(fc)) {
            return -Errno.EACCES;
        }
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        int in = (direction(cmd) & DIRECTION_WRITE) != 0 ? size(cmd) : 0;
        int out = (direction(cmd) & DIRECTION_READ) != 0 ? size(cmd) : 0;
        // Even a command that moves nothing out has a page for the reply.
        int room = Math.max(out, Page.SIZE);
        FuseFile ff = FuseFile.of(file);
        FuseReq req =
                fc.request(
                        ff.mount(),
                        Opcode.IOCTL,
                        ff.nodeid,
                        FuseIoctlIn.SIZE + in + FuseIoctlOut.SIZE + room + 64);
        fill(
                req.in(FuseIoctlIn.SIZE),
                ff,
                cmd,
                argument,
                in,
                out,
                directory ? IoctlFlags.IOCTL_DIR : 0);
        UserMemory user = memory(fc);
        long result = 0;
        if (in > 0) {
            byte[] bytes = new byte[in];
            result = user == null ? -Errno.EFAULT : user.get(argument, bytes, 0, in);
            req.inBytes(bytes, in);
        }
        if (result == 0) {
            req.out(FuseIoctlOut.SIZE);
            req.out(room);
            req.outArgvar = true;
            result = answer(fc.send(req), req);
            if (result >= 0 && out > 0) {
                result = copyOut(req, user, argument, out, result);
            }
        }
        req.release();
        return result;
    }

    private static @Nullable UserMemory memory(FuseConn fc) {
        return fc.scheduler().current().attachment(TaskSlot.MEMORY) instanceof UserMemory m
                ? m
                : null;
    }

    private static long copyOut(
            FuseReq req, @Nullable UserMemory user, long argument, int out, long result) {
        int moved = req.replySize();
        if (moved > out) {
            return -Errno.EIO;
        }
        if (moved == 0) {
            return result;
        }
        byte[] bytes = new byte[moved];
        FuseText.read(req.secondReply().base(), bytes, moved);
        int error = user == null ? -Errno.EFAULT : user.put(argument, bytes, 0, moved);
        return error != 0 ? error : result;
    }

    /**
     * ENOSYS is no answer to ioctl(2) ({@code fuse_send_ioctl}); a wish to be asked again has no
     * place in restricted calls.
     */
    private static long answer(long sent, FuseReq req) {
        if (sent < 0) {
            return sent == -Errno.ENOSYS ? -Errno.ENOTTY : sent;
        }
        Wire out = req.reply();
        if ((FuseIoctlOut.FLAGS.get(out) & IoctlFlags.IOCTL_RETRY) != 0) {
            return -Errno.EIO;
        }
        int result = FuseIoctlOut.RESULT.get(out);
        return result == -Errno.ENOSYS ? -Errno.ENOTTY : result;
    }

    private static void fill(
            Wire in, FuseFile ff, int cmd, long argument, int inSize, int outSize, int flags) {
        FuseIoctlIn.FH.set(in, ff.fh);
        FuseIoctlIn.FLAGS.set(in, flags);
        FuseIoctlIn.CMD.set(in, cmd);
        FuseIoctlIn.ARG.set(in, argument);
        FuseIoctlIn.IN_SIZE.set(in, inSize);
        FuseIoctlIn.OUT_SIZE.set(in, outSize);
    }

    // ---- file flags

    /** {@code fuse_fileattr_get}. */
    static int getAttr(FuseInode fi, FileAttr out) {
        byte[] data = new byte[out.flagsValid ? FLAGS_SIZE : FSXATTR_SIZE];
        int error =
                onOwnHandle(
                        fi,
                        out.flagsValid ? FsIoctl.FS_IOC_GETFLAGS : FsIoctl.FS_IOC_FSGETXATTR,
                        data);
        if (error == 0) {
            unpack(data, out);
        }
        return error;
    }

    /** {@code fuse_fileattr_set}. */
    static int setAttr(FuseInode fi, FileAttr attr) {
        byte[] data = new byte[attr.flagsValid ? FLAGS_SIZE : FSXATTR_SIZE];
        pack(attr, data);
        return onOwnHandle(
                fi, attr.flagsValid ? FsIoctl.FS_IOC_SETFLAGS : FsIoctl.FS_IOC_FSSETXATTR, data);
    }

    /** Opens, asks and releases: the caller may hold no handle at all ({@code fuse_priv_ioctl}). */
    private static int onOwnHandle(FuseInode fi, int cmd, byte[] data) {
        FuseConn fc = fi.conn();
        if (!FusePermission.allowsCurrent(fc)) {
            return -Errno.EACCES;
        }
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        if (!fi.isRegular() && !fi.isDir()) {
            return -Errno.ENOTTY;
        }
        FuseOpen.Result opened = new FuseOpen.Result();
        FuseOpen.handle(fi.mount(), fi.nodeid, OpenFlags.O_RDONLY, fi.isDir(), opened);
        FuseFile ff = opened.file;
        if (ff == null) {
            return opened.error;
        }
        int error = ask(fi, ff, cmd, data);
        ff.release(fi, OpenFlags.O_RDONLY, 0, fi.isDir());
        return error;
    }

    private static int ask(FuseInode fi, FuseFile ff, int cmd, byte[] data) {
        FuseConn fc = fi.conn();
        int in = (direction(cmd) & DIRECTION_WRITE) != 0 ? data.length : 0;
        int out = (direction(cmd) & DIRECTION_READ) != 0 ? data.length : 0;
        FuseReq req = fc.request(ff.mount(), Opcode.IOCTL, ff.nodeid);
        fill(req.in(FuseIoctlIn.SIZE), ff, cmd, 0, in, out, fi.isDir() ? IoctlFlags.IOCTL_DIR : 0);
        req.inBytes(data, in);
        req.out(FuseIoctlOut.SIZE);
        req.out(out);
        long result = answer(fc.send(req), req);
        if (result >= 0 && out > 0) {
            FuseText.read(req.secondReply().base(), data, out);
        }
        req.release();
        return (int) Math.min(result, 0);
    }

    private static void pack(FileAttr attr, byte[] data) {
        if (attr.flagsValid) {
            putInt(data, 0, attr.flags);
        } else {
            putInt(data, 0, attr.fsxXflags);
            putInt(data, 4, attr.fsxExtsize);
            putInt(data, 8, attr.fsxNextents);
            putInt(data, 12, attr.fsxProjid);
            putInt(data, 16, attr.fsxCowextsize);
        }
    }

    private static void unpack(byte[] data, FileAttr out) {
        if (out.flagsValid) {
            out.flags = getInt(data, 0);
        } else {
            out.fsxXflags = getInt(data, 0);
            out.fsxExtsize = getInt(data, 4);
            out.fsxNextents = getInt(data, 8);
            out.fsxProjid = getInt(data, 12);
            out.fsxCowextsize = getInt(data, 16);
        }
    }

    private static void putInt(byte[] data, int at, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            data[at + i] = (byte) (value >>> (8 * i));
        }
    }

    private static int getInt(byte[] data, int at) {
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value |= Byte.toUnsignedInt(data[at + i]) << (8 * i);
        }
        return value;
    }
}
