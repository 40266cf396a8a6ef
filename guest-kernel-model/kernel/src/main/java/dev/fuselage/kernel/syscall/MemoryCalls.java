package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.MappedMemory;
import dev.fuselage.kernel.mm.MappedRanges;
import dev.fuselage.kernel.mm.MmapFlags;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.machine.memory.HostMemory;

/** The calls about a program's own memory, and the program's accesses to it. */
final class MemoryCalls {
    private final CallContext context;

    MemoryCalls(CallContext context) {
        this.context = context;
    }

    private MappedMemory mapped() {
        return context.memory.mapped();
    }

    long mmap(long address, long length, int protection, int flags, int fd, long offset) {
        if ((offset & (Page.SIZE - 1)) != 0 || offset < 0) {
            return -Errno.EINVAL;
        }
        OpenFile file = null;
        if ((flags & MmapFlags.MAP_ANONYMOUS) == 0) {
            file = context.file(fd);
            if (file == null) {
                return -Errno.EBADF;
            }
        }
        long start = mapped().map(file, address, length, protection, flags, offset >>> Page.SHIFT);
        if (start >= 0 && (flags & MmapFlags.MAP_POPULATE) != 0) {
            populate(start, length, (protection & MmapFlags.PROT_WRITE) != 0);
        }
        return start;
    }

    /** mm_populate: as far as it goes. */
    private void populate(long start, long length, boolean write) {
        for (long at = start; at < start + length; at += Page.SIZE) {
            if (context.memory.faultIn(at, write) == null) {
                return;
            }
        }
    }

    long munmap(long address, long length) {
        return mapped().unmap(address, length);
    }

    long mprotect(long address, long length, int protection) {
        return MappedRanges.protect(mapped(), address, length, protection);
    }

    long msync(long address, long length, int flags) {
        return MappedRanges.sync(mapped(), address, length, flags);
    }

    long madvise(long address, long length, int advice) {
        return MappedRanges.advise(mapped(), address, length, advice);
    }

    // ---- what machine code would do

    /** Reads the program's memory: 0, or the signal that this raises. */
    int load(long address, byte[] into, int offset, int length) {
        return access(address, into, offset, length, false);
    }

    /** Writes the program's memory: 0, or the signal that this raises. */
    int store(long address, byte[] from, int offset, int length) {
        return access(address, from, offset, length, true);
    }

    private int access(long address, byte[] bytes, int offset, int length, boolean write) {
        UserMemory memory = context.memory;
        int done = 0;
        while (done < length) {
            long at = address + done;
            Page page = memory.page(at, write);
            if (page == null) {
                int signal = memory.fault(at, write);
                if (signal != 0) {
                    return signal;
                }
                continue;
            }
            int inPage = (int) at & (Page.SIZE - 1);
            int piece = Math.min(length - done, Page.SIZE - inPage);
            if (write) {
                HostMemory.copy(bytes, offset + done, page.hostAddress() + inPage, piece);
            } else {
                HostMemory.copy(page.hostAddress() + inPage, bytes, offset + done, piece);
            }
            context.scheduler.spendCopy(piece);
            done += piece;
        }
        return 0;
    }
}
