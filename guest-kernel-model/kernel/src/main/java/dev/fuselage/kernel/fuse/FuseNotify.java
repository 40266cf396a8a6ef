package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseNotifyDeleteOut;
import dev.fuselage.fuse.FuseNotifyInvalEntryOut;
import dev.fuselage.fuse.FuseNotifyInvalInodeOut;
import dev.fuselage.fuse.FuseNotifyPollWakeupOut;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.NotifyCode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;

/** What a daemon tells the kernel unasked ({@code fuse_notify}). */
final class FuseNotify {
    private FuseNotify() {}

    /**
     * Takes one notification, of which the header has been read.
     *
     * @param code {@link NotifyCode#number}
     * @param size bytes behind the header
     * @return 0 or a negative errno, which the daemon's write returns
     */
    @KernelFunction("fuse_notify")
    static int take(FuseConn fc, int code, long size, FuseCopyState cs) {
        NotifyCode known = NotifyCode.of(code);
        if (known == null) {
            return -Errno.EINVAL;
        }
        return switch (known) {
            case POLL -> poll(fc, size, cs);
            case INVAL_INODE -> invalInode(fc, size, cs);
            case INVAL_ENTRY -> invalEntry(fc, size, cs);
            case DELETE -> delete(fc, size, cs);
            case STORE -> FuseNotifyData.store(fc, size, cs);
            case RETRIEVE -> FuseNotifyData.retrieve(fc, size, cs);
            case RESEND -> resend(fc);
            // Linux 6.12 does not know them yet.
            case INC_EPOCH, PRUNE -> -Errno.EINVAL;
        };
    }

    @KernelFunction("fuse_notify_poll")
    private static int poll(FuseConn fc, long size, FuseCopyState cs) {
        if (size != FuseNotifyPollWakeupOut.SIZE) {
            return -Errno.EINVAL;
        }
        Wire out = cs.structure(FuseNotifyPollWakeupOut.SIZE);
        int error = cs.copyStructure(FuseNotifyPollWakeupOut.SIZE);
        if (error != 0) {
            return error;
        }
        fc.polledFiles().wake(FuseNotifyPollWakeupOut.KH.get(out));
        return 0;
    }

    @KernelFunction("fuse_notify_inval_inode")
    private static int invalInode(FuseConn fc, long size, FuseCopyState cs) {
        if (size != FuseNotifyInvalInodeOut.SIZE) {
            return -Errno.EINVAL;
        }
        Wire out = cs.structure(FuseNotifyInvalInodeOut.SIZE);
        int error = cs.copyStructure(FuseNotifyInvalInodeOut.SIZE);
        if (error != 0) {
            return error;
        }
        long nodeid = FuseNotifyInvalInodeOut.INO.get(out);
        long offset = FuseNotifyInvalInodeOut.OFF.get(out);
        long length = FuseNotifyInvalInodeOut.LEN.get(out);
        cs.finish();
        fc.mounts.killsb().downRead();
        error = FuseReverse.invalidateInode(fc, nodeid, offset, length);
        fc.mounts.killsb().upRead();
        return error;
    }

    @KernelFunction("fuse_notify_inval_entry")
    private static int invalEntry(FuseConn fc, long size, FuseCopyState cs) {
        if (size < FuseNotifyInvalEntryOut.SIZE) {
            return -Errno.EINVAL;
        }
        Wire out = cs.structure(FuseNotifyInvalEntryOut.SIZE);
        int error = cs.copyStructure(FuseNotifyInvalEntryOut.SIZE);
        if (error != 0) {
            return error;
        }
        long parent = FuseNotifyInvalEntryOut.PARENT.get(out);
        int flags = FuseNotifyInvalEntryOut.FLAGS.get(out);
        long length = FuseNotifyInvalEntryOut.NAMELEN.getUnsigned(out);
        error = checkName(length, size - FuseNotifyInvalEntryOut.SIZE);
        return error != 0 ? error : entry(fc, parent, 0, (int) length, flags, cs);
    }

    @KernelFunction("fuse_notify_delete")
    private static int delete(FuseConn fc, long size, FuseCopyState cs) {
        if (size < FuseNotifyDeleteOut.SIZE) {
            return -Errno.EINVAL;
        }
        Wire out = cs.structure(FuseNotifyDeleteOut.SIZE);
        int error = cs.copyStructure(FuseNotifyDeleteOut.SIZE);
        if (error != 0) {
            return error;
        }
        long parent = FuseNotifyDeleteOut.PARENT.get(out);
        long child = FuseNotifyDeleteOut.CHILD.get(out);
        long length = FuseNotifyDeleteOut.NAMELEN.getUnsigned(out);
        error = checkName(length, size - FuseNotifyDeleteOut.SIZE);
        return error != 0 ? error : entry(fc, parent, child, (int) length, 0, cs);
    }

    private static int checkName(long length, long rest) {
        if (length > FuseInode.NAME_MAX) {
            return -Errno.ENAMETOOLONG;
        }
        return rest == length + 1 ? 0 : -Errno.EINVAL;
    }

    /** The name follows, with a NUL. */
    private static int entry(
            FuseConn fc, long parent, long child, int length, int flags, FuseCopyState cs) {
        Wire text = cs.structure(length + 1);
        int error = cs.copyStructure(length + 1);
        if (error != 0) {
            return error;
        }
        StringBuilder name = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            name.append((char) text.u8(i));
        }
        cs.finish();
        fc.mounts.killsb().downRead();
        error = FuseReverse.invalidateEntry(fc, parent, child, name.toString(), flags);
        fc.mounts.killsb().upRead();
        return error;
    }

    /** {@code fuse_resend}: every request that is with the server is read once more. */
    @KernelFunction("fuse_resend")
    private static int resend(FuseConn fc) {
        if (!fc.isConnected() || !(fc.iqueue().ops() instanceof FuseDevQueue queue)) {
            return 0;
        }
        FuseReqList again = new FuseReqList();
        fc.takeProcessing(again);
        for (FuseReq req = again.first(); req != null; req = again.after(req)) {
            req.set(FuseReqFlag.PENDING);
            req.clear(FuseReqFlag.SENT);
            req.setUnique(req.unique() | FuseProtocol.UNIQUE_RESEND);
        }
        fc.iqueue().lock().lock();
        queue.putBack(again);
        fc.iqueue().lock().unlock();
        return 0;
    }
}
