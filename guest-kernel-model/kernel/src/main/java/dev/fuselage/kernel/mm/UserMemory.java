package dev.fuselage.kernel.mm;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.aio.IoContexts;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskAttachment;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.machine.memory.HostMemory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a program (struct mm_struct): anonymous buffers at virtual addresses, in pages of
 * guest RAM.
 *
 * <p>Buffers are populated when they are made. Between two of them lies at least one page that
 * belongs to nobody, so that running over the end of one gives -EFAULT. What mmap(2) maps lies
 * above them and is populated by page faults ({@link MappedMemory}); to touch it may block.
 * Built-in programs are no machine code: they read and write their memory through this class.
 * Machine code, which execve(2) has loaded, has mappings and nothing else.
 */
public final class UserMemory implements TaskAttachment {
    private static final long FIRST = 0x1_0000;

    private final PageAllocator allocator;
    private final TaskScheduler scheduler;

    /** From this address on there are mappings only: all of it where machine code runs. */
    private final long firstMapped;

    /**
     * Page tables: the page of each virtual page from {@link #FIRST} on, null where there is none.
     */
    private @Nullable Page[] table = new @Nullable Page[64];

    private int end;

    /** Made with the first context of AIO. */
    private @Nullable IoContexts ioContexts;

    /** Made with the first mapping. */
    private @Nullable MappedMemory mapped;

    /** The file that was executed; nobody may write to it (exe_file). */
    private @Nullable OpenFile executable;

    /** Empty memory of a built-in program. */
    public UserMemory(PageAllocator allocator) {
        this(allocator, MappedMemory.BASE);
    }

    private UserMemory(PageAllocator allocator, long firstMapped) {
        this.allocator = allocator;
        this.scheduler = allocator.scheduler();
        this.firstMapped = firstMapped;
    }

    /** Empty memory for machine code: it has mappings only, anywhere, and no buffers. */
    public static UserMemory forMachineCode(PageAllocator allocator) {
        return new UserMemory(allocator, 0);
    }

    /**
     * Says which file is executed (set_mm_exe_file): keeps a reference, and writers away, to the
     * end. Nobody writes to it at this moment.
     */
    public void setExecutable(OpenFile file) {
        int error = file.denyWrite();
        if (error != 0) {
            throw new IllegalStateException("executes " + file + ", which is written to");
        }
        executable = file.get();
    }

    // ---- buffers

    /** A buffer of zeros that begins at the start of a page; {@code bytes} at least 1. */
    public long allocate(long bytes) {
        return allocate(bytes, 0);
    }

    /**
     * A buffer of zeros.
     *
     * @param bytes at least 1
     * @param pageOffset where in its first page it begins, 0..4095
     * @return its virtual address
     */
    public long allocate(long bytes, int pageOffset) {
        if (firstMapped == 0) {
            throw new IllegalStateException("machine code has no buffers: it maps its memory");
        }
        int pages = Math.toIntExact((pageOffset + bytes + Page.SIZE - 1) >>> Page.SHIFT);
        int first = hole(pages);
        int needed = first + pages + 1;
        if (needed > table.length) {
            table = Arrays.copyOf(table, Math.max(needed, table.length * 2));
        }
        for (int i = 0; i < pages; i++) {
            table[first + i] = allocator.allocateZeroed();
        }
        end = Math.max(end, first + pages + 1);
        return FIRST + ((long) first << Page.SHIFT) + pageOffset;
    }

    /** The first run of free pages with a free page before and after. */
    private int hole(int pages) {
        int run = 0;
        for (int i = 0; i < end; i++) {
            run = table[i] == null ? run + 1 : 0;
            if (run == pages + 2) {
                return i - pages;
            }
        }
        return Math.max(end, 1);
    }

    /** Gives back a buffer of {@link #allocate}, by its address and size. */
    public void free(long address, long bytes) {
        long first = (address - FIRST) >>> Page.SHIFT;
        long last = (address + bytes - 1 - FIRST) >>> Page.SHIFT;
        for (long i = first; i <= last; i++) {
            Page page = table[(int) i];
            if (page == null) {
                throw new IllegalArgumentException(
                        "buffer 0x%x of 0x%x bytes is not there".formatted(address, bytes));
            }
            table[(int) i] = null;
            page.put();
        }
    }

    /**
     * The page at a virtual address without a reference, if the program can access it so at this
     * moment; null if it would fault.
     */
    public @Nullable Page page(long address, boolean write) {
        if (address >= firstMapped) {
            MappedMemory m = mapped;
            return m == null ? null : m.present(address, write);
        }
        long index = (address - FIRST) >> Page.SHIFT;
        return index < 0 || index >= table.length ? null : table[(int) index];
    }

    /**
     * The page at a virtual address without a reference, after a fault if need be, which may block;
     * null when the access is not possible. Good until the next sync point.
     */
    public @Nullable Page faultIn(long address, boolean write) {
        Page page = page(address, write);
        while (page == null && fault(address, write) == 0) {
            page = page(address, write);
        }
        return page;
    }

    /** Serves a fault at an address: 0 to try again, or the signal it raises. */
    public int fault(long address, boolean write) {
        MappedMemory m = mapped;
        return m == null || !m.contains(address) ? Signal.SIGSEGV : m.fault(address, write);
    }

    /** Whether instructions may be fetched from an address (VM_EXEC). */
    public boolean isExecutable(long address) {
        MappedMemory m = mapped;
        VmArea area = m == null || !m.contains(address) ? null : m.find(address);
        return area != null && area.has(VmArea.VM_EXEC);
    }

    /** What io_setup(2) has made. */
    public IoContexts ioContexts() {
        IoContexts contexts = ioContexts;
        if (contexts == null) {
            contexts = new IoContexts(scheduler);
            ioContexts = contexts;
        }
        return contexts;
    }

    /** What mmap(2) has filled. */
    public MappedMemory mapped() {
        MappedMemory m = mapped;
        if (m == null) {
            m = new MappedMemory(allocator, firstMapped);
            mapped = m;
        }
        return m;
    }

    /** Whether a range lies in the part of the address space that programs have (access_ok). */
    public static boolean isUserRange(long address, long length) {
        return address >= 0 && length >= 0 && address + length >= 0;
    }

    // ---- the kernel's copies, charged per byte

    /**
     * Copies within one page of kernel memory to the program (copy_to_user): the number of bytes
     * copied before a fault.
     */
    public int copyTo(long address, long hostAddress, int length) {
        int done = 0;
        while (done < length) {
            Page page = faultIn(address + done, true);
            if (page == null) {
                break;
            }
            int offset = (int) (address + done) & (Page.SIZE - 1);
            int piece = Math.min(length - done, Page.SIZE - offset);
            HostMemory.copy(hostAddress + done, page.hostAddress() + offset, piece);
            done += piece;
        }
        scheduler.spendCopy(done);
        return done;
    }

    /**
     * Copies from the program to kernel memory (copy_from_user): the number of bytes copied before
     * a fault.
     */
    public int copyFrom(long address, long hostAddress, int length) {
        return copyFrom(address, hostAddress, length, true);
    }

    /** The same with page faults disabled: it ends where one would be needed. */
    int copyFromAtomic(long address, long hostAddress, int length) {
        return copyFrom(address, hostAddress, length, false);
    }

    private int copyFrom(long address, long hostAddress, int length, boolean faults) {
        int done = 0;
        while (done < length) {
            long from = address + done;
            Page page = faults ? faultIn(from, false) : page(from, false);
            if (page == null) {
                break;
            }
            int offset = (int) (address + done) & (Page.SIZE - 1);
            int piece = Math.min(length - done, Page.SIZE - offset);
            HostMemory.copy(page.hostAddress() + offset, hostAddress + done, piece);
            done += piece;
        }
        scheduler.spendCopy(done);
        return done;
    }

    /** Writes zeros (clear_user): the number of bytes before a fault. */
    public int clear(long address, int length) {
        int done = 0;
        while (done < length) {
            Page page = faultIn(address + done, true);
            if (page == null) {
                break;
            }
            int offset = (int) (address + done) & (Page.SIZE - 1);
            int piece = Math.min(length - done, Page.SIZE - offset);
            page.zero(offset, piece);
            done += piece;
        }
        scheduler.spendCopy(done);
        return done;
    }

    /** Copies bytes to the program: 0 or -EFAULT. */
    public int put(long address, byte[] bytes, int offset, int length) {
        int done = 0;
        while (done < length) {
            Page page = faultIn(address + done, true);
            if (page == null) {
                return -Errno.EFAULT;
            }
            int inPage = (int) (address + done) & (Page.SIZE - 1);
            int piece = Math.min(length - done, Page.SIZE - inPage);
            HostMemory.copy(bytes, offset + done, page.hostAddress() + inPage, piece);
            done += piece;
        }
        scheduler.spendCopy(length);
        return 0;
    }

    /** Copies bytes from the program: 0 or -EFAULT. */
    public int get(long address, byte[] bytes, int offset, int length) {
        int done = 0;
        while (done < length) {
            Page page = faultIn(address + done, false);
            if (page == null) {
                return -Errno.EFAULT;
            }
            int inPage = (int) (address + done) & (Page.SIZE - 1);
            int piece = Math.min(length - done, Page.SIZE - inPage);
            HostMemory.copy(page.hostAddress() + inPage, bytes, offset + done, piece);
            done += piece;
        }
        scheduler.spendCopy(length);
        return 0;
    }

    // ---- the program's own accesses, free of charge

    private long host(long address, boolean write) {
        Page page = faultIn(address, write);
        if (page == null) {
            throw new IllegalArgumentException(
                    "program accesses 0x%x, where it has no memory".formatted(address));
        }
        return page.hostAddress() + (address & (Page.SIZE - 1));
    }

    /** A byte of the program, 0..255. */
    public int read8(long address) {
        return HostMemory.getByte(host(address, false)) & 0xff;
    }

    /** Sets a byte of the program. */
    public void write8(long address, int value) {
        HostMemory.putByte(host(address, true), (byte) value);
    }

    /** Copies the program's bytes out. */
    public void read(long address, byte[] into, int offset, int length) {
        int done = 0;
        while (done < length) {
            int piece =
                    Math.min(length - done, Page.SIZE - ((int) (address + done) & (Page.SIZE - 1)));
            HostMemory.copy(host(address + done, false), into, offset + done, piece);
            done += piece;
        }
    }

    /** Copies bytes into the program. */
    public void write(long address, byte[] from, int offset, int length) {
        int done = 0;
        while (done < length) {
            int piece =
                    Math.min(length - done, Page.SIZE - ((int) (address + done) & (Page.SIZE - 1)));
            HostMemory.copy(from, offset + done, host(address + done, true), piece);
            done += piece;
        }
    }

    // ---- life

    /** A forked child gets a copy of everything. */
    @Override
    public TaskAttachment forChild(Task child) {
        UserMemory copy = new UserMemory(allocator, firstMapped);
        OpenFile exe = executable;
        if (exe != null) {
            copy.setExecutable(exe);
        }
        copy.table = new @Nullable Page[table.length];
        copy.end = end;
        copy.mapped = mapped == null ? null : mapped.copy();
        for (int i = 0; i < table.length; i++) {
            Page page = table[i];
            if (page != null) {
                Page twin = allocator.allocate();
                HostMemory.copy(page.hostAddress(), twin.hostAddress(), Page.SIZE);
                copy.table[i] = twin;
            }
        }
        return copy;
    }

    @Override
    public void exit(Task task) {
        IoContexts aio = ioContexts;
        if (aio != null) {
            aio.exit();
        }
        MappedMemory m = mapped;
        if (m != null) {
            mapped = null;
            m.exit();
        }
        for (int i = 0; i < table.length; i++) {
            Page page = table[i];
            if (page != null) {
                table[i] = null;
                page.put();
            }
        }
        OpenFile exe = executable;
        if (exe != null) {
            executable = null;
            exe.allowWrite();
            exe.put();
        }
    }
}
