package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseIoctlIn;
import dev.fuselage.fuse.FuseIoctlIovec;
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
import java.util.ArrayList;
import java.util.List;
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
        return send(FuseFile.of(file), cmd, argument, directory ? IoctlFlags.IOCTL_DIR : 0);
    }

    /**
     * {@code fuse_do_ioctl}. What is moved is told by the command's number, or, with
     * IOCTL_UNRESTRICTED, by the server, which asks to be asked again with that.
     *
     * @param flags of {@link IoctlFlags}
     */
    @KernelFunction("fuse_do_ioctl")
    static long send(FuseFile ff, int cmd, long argument, int flags) {
        FuseConn fc = ff.conn();
        boolean restricted = (flags & IoctlFlags.IOCTL_UNRESTRICTED) == 0;
        List<Piece> in = List.of();
        List<Piece> out = List.of();
        if (restricted) {
            in = encoded(cmd, DIRECTION_WRITE, argument);
            out = encoded(cmd, DIRECTION_READ, argument);
        }
        while (true) {
            int inSize = (int) bytes(in);
            int outSize = (int) bytes(out);
            // Even a command that moves nothing out has a page for the reply.
            int room = Math.max(outSize, Page.SIZE);
            if (pages(Math.max(inSize, room)) > fc.maxPages) {
                return -Errno.ENOMEM;
            }
            int total = FuseIoctlIn.SIZE + inSize + FuseIoctlOut.SIZE + room + 64;
            FuseReq req = fc.request(ff.mount(), Opcode.IOCTL, ff.nodeid, total);
            fill(req.in(FuseIoctlIn.SIZE), ff, cmd, argument, inSize, outSize, flags);
            long result = copyIn(req, memory(fc), in, inSize);
            if (result == 0) {
                req.out(FuseIoctlOut.SIZE);
                req.out(room);
                req.outArgvar = true;
                result = fc.send(req);
            }
            if (result < 0) {
                req.release();
                return result == -Errno.ENOSYS ? -Errno.ENOTTY : result;
            }
            boolean again = (FuseIoctlOut.FLAGS.get(req.reply()) & IoctlFlags.IOCTL_RETRY) != 0;
            if (!again) {
                result = finish(req, memory(fc), out, outSize);
                req.release();
                return result;
            }
            int inPieces = FuseIoctlOut.IN_IOVS.get(req.reply());
            boolean tooMany = !restricted && pieceCount(req) > IoctlFlags.IOCTL_MAX_IOV;
            List<Piece> asked = restricted || tooMany ? null : pieces(req);
            req.release();
            if (tooMany) {
                return -Errno.ENOMEM;
            }
            if (asked == null) {
                return -Errno.EIO;
            }
            in = asked.subList(0, inPieces);
            out = asked.subList(inPieces, asked.size());
            if (pages(bytes(in)) > fc.maxPages || pages(bytes(out)) > fc.maxPages) {
                return -Errno.ENOMEM;
            }
        }
    }

    /** A piece of the caller's memory. */
    private record Piece(long base, long length) {}

    private static List<Piece> encoded(int cmd, int direction, long argument) {
        return (direction(cmd) & direction) == 0
                ? List.of()
                : List.of(new Piece(argument, size(cmd)));
    }

    /** Bytes of all pieces; more than can be moved when one of them is absurd. */
    private static long bytes(List<Piece> pieces) {
        long sum = 0;
        for (Piece piece : pieces) {
            if (piece.length < 0 || piece.length > Integer.MAX_VALUE / 2) {
                return Integer.MAX_VALUE;
            }
            sum = Math.min(sum + piece.length, Integer.MAX_VALUE);
        }
        return sum;
    }

    private static long pages(long bytes) {
        return (bytes + Page.SIZE - 1) >>> Page.SHIFT;
    }

    private static long pieceCount(FuseReq req) {
        Wire out = req.reply();
        return FuseIoctlOut.IN_IOVS.getUnsigned(out) + FuseIoctlOut.OUT_IOVS.getUnsigned(out);
    }

    /**
     * What the server wants to see and to fill ({@code fuse_copy_ioctl_iovec}); null for nonsense.
     */
    private static @Nullable List<Piece> pieces(FuseReq req) {
        long count = pieceCount(req);
        if (count * FuseIoctlIovec.SIZE != req.replySize()) {
            return null;
        }
        List<Piece> pieces = new ArrayList<>();
        Wire one = new Wire();
        Wire data = req.secondReply();
        for (int i = 0; i < count; i++) {
            one.at(data, (long) i * FuseIoctlIovec.SIZE);
            pieces.add(new Piece(FuseIoctlIovec.BASE.get(one), FuseIoctlIovec.LEN.get(one)));
        }
        return pieces;
    }

    private static long copyIn(
            FuseReq req, @Nullable UserMemory user, List<Piece> pieces, int size) {
        if (size == 0) {
            return 0;
        }
        byte[] data = new byte[size];
        int at = 0;
        for (Piece piece : pieces) {
            if (user == null
                    || !UserMemory.isUserRange(piece.base, piece.length)
                    || user.get(piece.base, data, at, (int) piece.length) != 0) {
                return -Errno.EFAULT;
            }
            at += (int) piece.length;
        }
        req.inBytes(data, size);
        return 0;
    }

    private static long finish(
            FuseReq req, @Nullable UserMemory user, List<Piece> pieces, int size) {
        int moved = req.replySize();
        if (moved > size) {
            return -Errno.EIO;
        }
        byte[] data = new byte[moved];
        FuseText.read(req.secondReply().base(), data, moved);
        int at = 0;
        for (Piece piece : pieces) {
            int length = (int) Math.min(piece.length, moved - at);
            if (length > 0
                    && (user == null
                            || !UserMemory.isUserRange(piece.base, length)
                            || user.put(piece.base, data, at, length) != 0)) {
                return -Errno.EFAULT;
            }
            at += length;
        }
        int result = FuseIoctlOut.RESULT.get(req.reply());
        return result == -Errno.ENOSYS ? -Errno.ENOTTY : result;
    }

    private static @Nullable UserMemory memory(FuseConn fc) {
        return fc.scheduler().current().attachment(TaskSlot.MEMORY) instanceof UserMemory m
                ? m
                : null;
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
