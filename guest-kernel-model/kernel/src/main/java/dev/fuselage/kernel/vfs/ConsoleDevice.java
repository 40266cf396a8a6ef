package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.PollEvents;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.task.TaskSlot;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.machine.memory.HostMemory;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * /dev/console: what programs write goes to whoever watches the guest, what the user types comes
 * from there. There is no line discipline: lines arrive as a whole, and output is not translated.
 */
public final class ConsoleDevice extends FileOperations {
    /** Who watches the guest. */
    @FunctionalInterface
    public interface Output {
        /** Takes bytes; the array is used again. */
        void write(byte[] bytes, int length);
    }

    private static final int TIOCGWINSZ = 0x5413;

    private final Vfs vfs;
    private final WaitQueue typed;
    private final PollHead pollers = new PollHead(Deliverer.outside("the user"));
    private final ArrayDeque<byte[]> input = new ArrayDeque<>();
    private final byte[] buffer = new byte[Page.SIZE];
    private Output output = (bytes, length) -> {};
    private int taken;
    private int rows;
    private int columns;
    private boolean ended;

    ConsoleDevice(Vfs vfs) {
        this.vfs = vfs;
        this.typed =
                new WaitQueue(vfs.scheduler(), "console input", "", Deliverer.outside("the user"));
    }

    /** Sets who watches. */
    public void setOutput(Output watcher) {
        output = watcher;
    }

    /** Makes it a terminal of that size; 0 columns is none, as when output goes to a file. */
    public void setSize(int newRows, int newColumns) {
        rows = newRows;
        columns = newColumns;
    }

    /** Whether a program waits for what the user types. */
    public boolean isAwaitingInput() {
        return input.isEmpty() && !ended && typed.hasWaiters();
    }

    /** The user typed something; a read returns at most one piece. */
    public void type(byte[] bytes) {
        if (bytes.length > 0) {
            input.add(bytes.clone());
            wake();
        }
    }

    /** The user typed the end of a file: one read returns 0. */
    public void typeEnd() {
        input.add(new byte[0]);
        wake();
    }

    /** The user will type no more: reads return 0 from now on. */
    public void endInput() {
        ended = true;
        wake();
    }

    private void wake() {
        typed.wakeUpAll();
        pollers.wake();
    }

    @Override
    public int poll(OpenFile file, PollTable table) {
        table.wait(pollers);
        int mask = PollEvents.POLLOUT | PollEvents.POLLWRNORM;
        return ended || !input.isEmpty() ? mask | PollEvents.POLLIN | PollEvents.POLLRDNORM : mask;
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
    public int open(Inode inode, OpenFile file) {
        return file.stream();
    }

    /** TIOCGWINSZ; there are no pixels. */
    @Override
    public long ioctl(OpenFile file, int cmd, long argument) {
        if (cmd != TIOCGWINSZ || columns == 0) {
            return -Errno.ENOTTY;
        }
        byte[] size = {
            (byte) rows, (byte) (rows >> 8), (byte) columns, (byte) (columns >> 8), 0, 0, 0, 0
        };
        return vfs.scheduler().current().attachment(TaskSlot.MEMORY) instanceof UserMemory memory
                ? memory.put(argument, size, 0, size.length)
                : -Errno.EFAULT;
    }

    @Override
    public long readIter(Kiocb iocb, IovIter to) {
        int interrupted =
                typed.waitEvent(
                        "n_tty_read",
                        () -> ended || !input.isEmpty(),
                        Interruptibility.INTERRUPTIBLE);
        if (interrupted != 0) {
            return interrupted;
        }
        byte @Nullable [] piece = input.peek();
        if (piece == null) {
            return 0;
        }
        int length = (int) Math.min(Math.min(piece.length - taken, Page.SIZE), to.count());
        Page page = vfs.pages().allocate();
        HostMemory.copy(piece, taken, page.hostAddress(), length);
        int copied = to.copyFromPage(page, 0, length);
        page.put();
        taken += copied;
        if (taken == piece.length) {
            input.remove();
            taken = 0;
        }
        return copied == 0 && length > 0 ? -Errno.EFAULT : copied;
    }

    @Override
    public long writeIter(Kiocb iocb, IovIter from) {
        long done = 0;
        Page page = vfs.pages().allocate();
        while (from.count() > 0) {
            int piece = (int) Math.min(from.count(), Page.SIZE);
            int copied = from.copyToPage(page, 0, piece);
            HostMemory.copy(page.hostAddress(), buffer, 0, copied);
            output.write(buffer, copied);
            done += copied;
            if (copied < piece) {
                done = done > 0 ? done : -Errno.EFAULT;
                break;
            }
        }
        page.put();
        return done;
    }
}
