package dev.fuselage.kernel.user;

import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.machine.memory.HostMemory;

/** How machine code reaches its memory: pages that are mapped at once, others by page faults. */
final class UserAccess {
    private static final int IN_PAGE = Page.SIZE - 1;

    private final Syscalls sys;
    private final byte[] bytes = new byte[Long.BYTES];

    UserAccess(Syscalls sys) {
        this.sys = sys;
    }

    /** The instruction at an address; of a short one the upper half may be missing. */
    int fetch(long pc) {
        int low = parcel(pc);
        return (low & 3) == 3 ? low | parcel(pc + 2) << 16 : low;
    }

    private int parcel(long address) {
        if (!sys.memory().isExecutable(address)) {
            sys.raise(Signal.SIGSEGV);
        }
        return (int) load(address, 2);
    }

    /** Reads 1, 2, 4 or 8 bytes, zero-extended. */
    long load(long address, int size) {
        UserMemory memory = sys.memory();
        int offset = (int) address & IN_PAGE;
        Page page = offset + size <= Page.SIZE ? memory.page(address, false) : null;
        if (page == null) {
            int _ = sys.load(address, bytes, 0, size);
            return value(size);
        }
        long host = page.hostAddress() + offset;
        return switch (size) {
            case 1 -> HostMemory.getByte(host) & 0xffL;
            case 2 -> HostMemory.getShort(host) & 0xffffL;
            case 4 -> HostMemory.getInt(host) & 0xffff_ffffL;
            default -> HostMemory.getLong(host);
        };
    }

    private long value(int size) {
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << Byte.SIZE | (bytes[i] & 0xff);
        }
        return value;
    }

    /** Writes the low 1, 2, 4 or 8 bytes. */
    void store(long address, long value, int size) {
        UserMemory memory = sys.memory();
        int offset = (int) address & IN_PAGE;
        Page page = offset + size <= Page.SIZE ? memory.page(address, true) : null;
        if (page == null) {
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) (value >>> (i * Byte.SIZE));
            }
            int _ = sys.store(address, bytes, 0, size);
            return;
        }
        long host = page.hostAddress() + offset;
        switch (size) {
            case 1 -> HostMemory.putByte(host, (byte) value);
            case 2 -> HostMemory.putShort(host, (short) value);
            case 4 -> HostMemory.putInt(host, (int) value);
            default -> HostMemory.putLong(host, value);
        }
    }
}
