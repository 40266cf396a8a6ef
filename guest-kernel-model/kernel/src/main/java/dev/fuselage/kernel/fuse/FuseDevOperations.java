package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.DevIoctl;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.PollEvents;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.PageVector;
import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskSlot;
import dev.fuselage.kernel.vfs.FileOperations;
import dev.fuselage.kernel.vfs.FilesStruct;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.PipeInode;
import dev.fuselage.kernel.vfs.PollTable;
import dev.fuselage.kernel.vfs.Vfs;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * {@code /dev/fuse} ({@code fuse_dev_operations}): an open file is nothing until a mount is given
 * its descriptor, or it is cloned from one that has a connection; then a daemon reads requests from
 * it and writes replies.
 */
public class FuseDevOperations extends FileOperations {
    private final FuseKernel kernel;
    private final Vfs vfs;
    private final ArrayDeque<FuseCopyState> idle = new ArrayDeque<>();

    public FuseDevOperations(FuseKernel kernel, Vfs vfs) {
        this.kernel = kernel;
        this.vfs = vfs;
    }

    final FuseKernel kernel() {
        return kernel;
    }

    final Vfs vfs() {
        return vfs;
    }

    /**
     * The connection's end that a file stands for; null before it has one ({@code fuse_get_dev}).
     */
    static @Nullable FuseDev dev(OpenFile file) {
        return file.privateData instanceof FuseDev fud ? fud : null;
    }

    private static FuseDevQueue queue(FuseDev fud) {
        if (fud.conn().iqueue().ops() instanceof FuseDevQueue queue) {
            return queue;
        }
        throw new IllegalStateException("device file of connection " + fud.conn());
    }

    @Override
    public final boolean hasReadIter() {
        return true;
    }

    @Override
    public final boolean hasWriteIter() {
        return true;
    }

    @Override
    public int open(Inode inode, OpenFile file) {
        file.privateData = null;
        return 0;
    }

    // ---- messages

    private FuseCopyState copyState() {
        FuseCopyState cs = idle.poll();
        return cs == null ? new FuseCopyState(kernel) : cs;
    }

    /** {@code fuse_dev_read}. */
    @Override
    @KernelFunction("fuse_dev_read")
    public final long readIter(Kiocb iocb, IovIter to) {
        FuseDev fud = dev(iocb.file());
        if (fud == null) {
            return -Errno.EPERM;
        }
        if (!to.isUserBacked()) {
            return -Errno.EINVAL;
        }
        FuseCopyState cs = copyState().begin(to);
        long result = FuseDevRead.read(fud, queue(fud), iocb.file(), cs, to.count());
        idle.push(cs);
        return result;
    }

    /** {@code fuse_dev_write}. */
    @Override
    @KernelFunction("fuse_dev_write")
    public final long writeIter(Kiocb iocb, IovIter from) {
        FuseDev fud = dev(iocb.file());
        if (fud == null) {
            return -Errno.EPERM;
        }
        if (!from.isUserBacked()) {
            return -Errno.EINVAL;
        }
        FuseCopyState cs = copyState().begin(from);
        long result = FuseDevWrite.write(fud, queue(fud), cs, from.count());
        idle.push(cs);
        return result;
    }

    @Override
    public final boolean hasSpliceRead() {
        return true;
    }

    @Override
    public final boolean hasSpliceWrite() {
        return true;
    }

    /** {@code fuse_dev_splice_read}: one message, which has to fit into what the pipe has free. */
    @Override
    @KernelFunction("fuse_dev_splice_read")
    public final long spliceRead(Kiocb iocb, PipeInode pipe, long length, int flags) {
        FuseDev fud = dev(iocb.file());
        if (fud == null) {
            return -Errno.EPERM;
        }
        PageVector pieces = new PageVector(PipeInode.BUFFERS);
        FuseCopyState cs = copyState().beginToPipe(pieces, pipe.size());
        long result = FuseDevRead.read(fud, queue(fud), iocb.file(), cs, length);
        idle.push(cs);
        if (result < 0) {
            pieces.putAll();
            return result;
        }
        return pipe.addAll(pieces);
    }

    /**
     * {@code fuse_dev_splice_write}: one message, which is in the pipe as a whole. Pages are
     * copied, whether they might be moved or not. Nobody is woken who waits for room in the pipe.
     */
    @Override
    @KernelFunction("fuse_dev_splice_write")
    public final long spliceWrite(PipeInode pipe, Kiocb iocb, long length, int flags) {
        FuseDev fud = dev(iocb.file());
        if (fud == null) {
            return -Errno.EPERM;
        }
        PageVector pieces = new PageVector(PipeInode.BUFFERS);
        if (!pipe.take(pieces, length)) {
            return -Errno.EINVAL;
        }
        FuseCopyState cs = copyState().beginFromPipe(pieces);
        long result = FuseDevWrite.write(fud, queue(fud), cs, length);
        idle.push(cs);
        pieces.putAll();
        return result;
    }

    /** {@code fuse_dev_poll}. */
    @Override
    @KernelFunction("fuse_dev_poll")
    public final int poll(OpenFile file, PollTable table) {
        FuseDev fud = dev(file);
        if (fud == null) {
            return PollEvents.POLLERR;
        }
        FuseDevQueue queue = queue(fud);
        table.wait(queue.pollers());
        if (!fud.conn().iqueue().isConnected()) {
            return PollEvents.POLLERR;
        }
        int mask = PollEvents.POLLOUT | PollEvents.POLLWRNORM;
        return queue.hasSomething() ? mask | PollEvents.POLLIN | PollEvents.POLLRDNORM : mask;
    }

    // ---- more than one device for a connection

    /** {@code fuse_dev_ioctl}. */
    @Override
    @KernelFunction("fuse_dev_ioctl")
    public final long ioctl(OpenFile file, int cmd, long argument) {
        return switch (cmd) {
            case DevIoctl.DEV_IOC_CLONE -> clone(file, argument);
            // No connection of this kernel passes data through.
            case DevIoctl.DEV_IOC_BACKING_OPEN, DevIoctl.DEV_IOC_BACKING_CLOSE -> -Errno.EPERM;
            default -> -Errno.ENOTTY;
        };
    }

    /** {@code fuse_dev_ioctl_clone}: the argument points at a descriptor of the connection. */
    @KernelFunction("fuse_dev_ioctl_clone")
    @SuppressWarnings("ReferenceEquality") // the same device, not one like it
    private long clone(OpenFile file, long argument) {
        Task task = vfs.scheduler().current();
        byte[] fd = new byte[Integer.BYTES];
        if (!(task.attachment(TaskSlot.MEMORY) instanceof UserMemory memory)
                || memory.get(argument, fd, 0, fd.length) != 0) {
            return -Errno.EFAULT;
        }
        int number =
                (fd[0] & 0xff) | (fd[1] & 0xff) << 8 | (fd[2] & 0xff) << 16 | (fd[3] & 0xff) << 24;
        OpenFile old =
                task.attachment(TaskSlot.FILES) instanceof FilesStruct files
                        ? files.find(number)
                        : null;
        FuseDev fud = old == null || old.op() != this ? null : dev(old);
        if (fud == null || file.privateData != null) {
            return -Errno.EINVAL;
        }
        file.privateData = fud.conn().addDevice();
        return 0;
    }

    /** {@code fuse_dev_release}: with the last device the connection ends. */
    @Override
    @KernelFunction("fuse_dev_release")
    public void release(Inode inode, OpenFile file) {
        FuseDev fud = dev(file);
        if (fud == null) {
            return;
        }
        FuseConn fc = fud.conn();
        FuseReqList toEnd = new FuseReqList();
        fud.pq().takeProcessing(toEnd);
        fc.answers().abort(toEnd);
        if (fc.removeDevice(fud)) {
            fc.abort();
        }
    }
}
