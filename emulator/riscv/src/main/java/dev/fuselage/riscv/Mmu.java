package dev.fuselage.riscv;

import dev.fuselage.machine.memory.BusError;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import org.jspecify.annotations.Nullable;

/**
 * Memory as instructions see it: virtual addresses, any alignment, RAM and registers. This is the
 * whole of it; the interpreter's inner loop short-cuts what hits in the {@link Tlb}.
 *
 * <p>A failed access returns any value and leaves a trap pending.
 */
final class Mmu implements Snapshotted {
    private static final int PAGE = 4096;

    /** Not a generation of memory: they are never negative. */
    private static final long UNKNOWN_GENERATION = -1;

    private static final int USER = 0;
    private static final int SUPERVISOR = 1;
    private static final int SUPERVISOR_SUM = 2;
    private static final int MACHINE = 3;

    private final Hart hart;
    private final GuestMemory memory;
    private final CodeCache cache;
    private final PageWalk walk;
    private final Tlb[] tlbs = new Tlb[4];

    private long memoryGeneration;
    private int changes;

    /** For loads and stores now. */
    Tlb data;

    /** For fetches now. */
    Tlb code;

    /** As which loads and stores are made: the current privilege, or with MPRV another. */
    private int dataPrivilege = Privilege.MACHINE;

    Mmu(Hart hart, GuestMemory memory, CodeCache cache, PageWalk walk, Watchpoints watchpoints) {
        this.hart = hart;
        this.memory = memory;
        this.cache = cache;
        this.walk = walk;
        this.memoryGeneration = memory.generation();
        for (int i = 0; i < tlbs.length; i++) {
            tlbs[i] = new Tlb(watchpoints);
        }
        data = tlbs[MACHINE];
        code = tlbs[MACHINE];
    }

    /** A number that changes whenever the code that runs must look its translations up again. */
    int changes() {
        return changes;
    }

    /** Follows the privilege mode and mstatus. */
    void select() {
        changes++;
        int privilege = hart.privilege;
        code = tlbs[privilege];
        boolean modified = privilege == Privilege.MACHINE && hart.status.has(Status.MPRV);
        dataPrivilege = modified ? hart.status.previousMachinePrivilege() : privilege;
        data =
                tlbs[
                        switch (dataPrivilege) {
                            case Privilege.USER -> USER;
                            case Privilege.SUPERVISOR ->
                                    hart.status.has(Status.SUM) ? SUPERVISOR_SUM : SUPERVISOR;
                            default -> MACHINE;
                        }];
    }

    void flushAll() {
        changes++;
        for (Tlb tlb : tlbs) {
            tlb.flush();
        }
    }

    void flush(long address) {
        changes++;
        for (Tlb tlb : tlbs) {
            tlb.flush(address);
        }
    }

    void flushFetches() {
        changes++;
        for (Tlb tlb : tlbs) {
            tlb.flushFetches();
        }
    }

    /** Follows the watchpoints. */
    void markWatched() {
        for (Tlb tlb : tlbs) {
            tlb.markWatched();
        }
    }

    /** Plants a breakpoint into the pages of code known at its address. */
    void plant(long address) {
        for (Tlb tlb : tlbs) {
            tlb.plant(address);
        }
    }

    /** Forgets host addresses when regions of memory have come or gone. */
    void followMemory() {
        if (memoryGeneration != memory.generation()) {
            memoryGeneration = memory.generation();
            cache.distrust();
            flushAll();
        }
    }

    /** The page of code at a virtual address; null when a trap is pending. */
    @Nullable CodePage fetchPage(long address) {
        int slot = Tlb.slot(address);
        long page = address & Tlb.PAGE_MASK;
        if (code.fetchTags[slot] == page) {
            return code.fetchPages[slot];
        }
        long physical = walk.translate(address, Access.FETCH, hart.privilege);
        if (physical == PageWalk.FAULT) {
            return null;
        }
        physical &= Tlb.PAGE_MASK;
        if (!memory.isMemory(physical, PAGE)) {
            hart.traps.raise(Cause.INSTRUCTION_ACCESS_FAULT, address);
            return null;
        }
        CodePage found = cache.page(physical);
        cache.breakpoints().plantIn(page, found);
        code.addFetch(page, found, walk.leafShift());
        return found;
    }

    /** Loads 1, 2, 4 or 8 bytes, zero-extended. */
    long load(long address, int size) {
        int entry = Tlb.entry(address);
        if (data.entries[entry] == (address + size - 1 & Tlb.PAGE_MASK)) {
            return fromHost(address + data.entries[entry + Tlb.LOAD_ADDEND], size);
        }
        if ((address & PAGE - 1) > PAGE - size) {
            return loadAcrossPages(address, size);
        }
        if (data.entries[entry] == ((address & Tlb.PAGE_MASK) | Tlb.WATCHED)) {
            boolean stops = hart.debug.stopsAtWatchpoint(address, size, true, false);
            return stops ? 0 : fromHost(address + data.entries[entry + Tlb.LOAD_ADDEND], size);
        }
        long physical = walk.translate(address, Access.LOAD, dataPrivilege);
        if (physical == PageWalk.FAULT
                || hart.debug.stopsAtWatchpoint(address, size, true, false)) {
            return 0;
        }
        long page = physical & Tlb.PAGE_MASK;
        if (!memory.isMemory(page, PAGE)) {
            return loadFromBus(address, physical, size);
        }
        long host = memory.address(page, PAGE) + (physical - page);
        data.addLoad(address, host, walk.leafShift());
        return fromHost(host, size);
    }

    private long loadAcrossPages(long address, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= load(address + i, 1) << (8 * i);
            if (hart.traps.isPending()) {
                return 0;
            }
        }
        return value;
    }

    private long loadFromBus(long address, long physical, int size) {
        if ((physical & size - 1) != 0) {
            hart.traps.raise(Cause.LOAD_ACCESS_FAULT, address);
            return 0;
        }
        hart.beforeDevice();
        try {
            return switch (size) {
                case 1 -> memory.read8(physical);
                case 2 -> memory.read16(physical);
                case 4 -> memory.read32(physical) & 0xffff_ffffL;
                default -> memory.read64(physical);
            };
        } catch (BusError error) {
            hart.traps.raise(Cause.LOAD_ACCESS_FAULT, address);
            return 0;
        }
    }

    /** Stores the low 1, 2, 4 or 8 bytes of a value. */
    void store(long address, int size, long value) {
        int entry = Tlb.entry(address);
        if (data.entries[entry + Tlb.STORE] == (address + size - 1 & Tlb.PAGE_MASK)) {
            toHost(address + data.entries[entry + Tlb.STORE_ADDEND], size, value);
            return;
        }
        if ((address & PAGE - 1) > PAGE - size) {
            storeAcrossPages(address, size, value);
            return;
        }
        if (data.entries[entry + Tlb.STORE] == ((address & Tlb.PAGE_MASK) | Tlb.WATCHED)) {
            if (!hart.debug.stopsAtWatchpoint(address, size, false, true)) {
                toHost(address + data.entries[entry + Tlb.STORE_ADDEND], size, value);
            }
            return;
        }
        long physical = walk.translate(address, Access.STORE, dataPrivilege);
        if (physical == PageWalk.FAULT
                || hart.debug.stopsAtWatchpoint(address, size, false, true)) {
            return;
        }
        long page = physical & Tlb.PAGE_MASK;
        if (memory.isMemory(page, PAGE)) {
            long host = memory.address(page, PAGE) + (physical - page);
            data.addStore(address, host, walk.leafShift());
            toHost(host, size, value);
        } else {
            storeToBus(address, physical, size, value);
        }
    }

    private void storeAcrossPages(long address, int size, long value) {
        // Both pages are looked at before either is written, so that a fault leaves no half.
        long last = address + size - 1;
        if (walk.translate(address, Access.STORE, dataPrivilege) == PageWalk.FAULT
                || walk.translate(last & Tlb.PAGE_MASK, Access.STORE, dataPrivilege)
                        == PageWalk.FAULT
                || hart.debug.stopsAtWatchpoint(address, size, false, true)) {
            return;
        }
        for (int i = 0; i < size && !hart.traps.isPending(); i++) {
            store(address + i, 1, value >>> (8 * i));
        }
    }

    private void storeToBus(long address, long physical, int size, long value) {
        if ((physical & size - 1) != 0) {
            hart.traps.raise(Cause.STORE_ACCESS_FAULT, address);
            return;
        }
        hart.beforeDevice();
        try {
            switch (size) {
                case 1 -> memory.write8(physical, (int) value);
                case 2 -> memory.write16(physical, (int) value);
                case 4 -> memory.write32(physical, (int) value);
                default -> memory.write64(physical, value);
            }
        } catch (BusError error) {
            hart.traps.raise(Cause.STORE_ACCESS_FAULT, address);
        }
        followMemory();
    }

    /**
     * The host's address of {@code size} bytes that may be loaded and stored, for LR, SC, AMOs and
     * cache blocks; 0 when a trap is pending. Registers do not take part in these.
     */
    long hostForUpdate(long address, int size, int access) {
        if ((address & size - 1) != 0) {
            hart.traps.raise(
                    access == Access.LOAD
                            ? Cause.LOAD_ADDRESS_MISALIGNED
                            : Cause.STORE_ADDRESS_MISALIGNED,
                    address);
            return 0;
        }
        int entry = Tlb.entry(address);
        long page = address & Tlb.PAGE_MASK;
        if (access == Access.LOAD && data.entries[entry] == page) {
            return address + data.entries[entry + Tlb.LOAD_ADDEND];
        }
        if (access == Access.STORE && data.entries[entry + Tlb.STORE] == page) {
            return address + data.entries[entry + Tlb.STORE_ADDEND];
        }
        boolean writes = access == Access.STORE;
        // SC and AMOs read as well; zeroing a block does not.
        boolean reads = !writes || size <= Long.BYTES;
        long tag = writes ? data.entries[entry + Tlb.STORE] : data.entries[entry];
        if (tag == (page | Tlb.WATCHED)) {
            boolean stops = hart.debug.stopsAtWatchpoint(address, size, reads, writes);
            long addend =
                    writes
                            ? data.entries[entry + Tlb.STORE_ADDEND]
                            : data.entries[entry + Tlb.LOAD_ADDEND];
            return stops ? 0 : address + addend;
        }
        long physical = walk.translate(address, access, dataPrivilege);
        if (physical == PageWalk.FAULT
                || hart.debug.stopsAtWatchpoint(address, size, reads, writes)) {
            return 0;
        }
        long frame = physical & Tlb.PAGE_MASK;
        if (!memory.isMemory(frame, PAGE)) {
            hart.traps.raise(Access.accessFault(access), address);
            return 0;
        }
        long host = memory.address(frame, PAGE) + (physical - frame);
        if (access == Access.LOAD) {
            data.addLoad(address, host, walk.leafShift());
        } else {
            data.addStore(address, host, walk.leafShift());
        }
        return host;
    }

    /**
     * Whether a cache block may be managed, for which the right to load is enough (Zicbom); the
     * exceptions are those of stores.
     */
    boolean mayManage(long address) {
        long physical = walk.translate(address, Access.LOAD, dataPrivilege);
        if (physical == PageWalk.FAULT) {
            hart.traps.blameStore();
            return false;
        }
        return true;
    }

    private static long fromHost(long host, int size) {
        return switch (size) {
            case 1 -> HostMemory.getByte(host) & 0xff;
            case 2 -> HostMemory.getShort(host) & 0xffff;
            case 4 -> HostMemory.getInt(host) & 0xffff_ffffL;
            default -> HostMemory.getLong(host);
        };
    }

    private static void toHost(long host, int size, long value) {
        switch (size) {
            case 1 -> HostMemory.putByte(host, (byte) value);
            case 2 -> HostMemory.putShort(host, (short) value);
            case 4 -> HostMemory.putInt(host, (int) value);
            default -> HostMemory.putLong(host, value);
        }
    }

    /**
     * Writes the translations that are cached: without them a hart would walk page tables where it
     * does not now, and leave accessed bits there that the guest reads.
     */
    @Override
    public void save(SnapshotWriter to) {
        boolean valid = memoryGeneration == memory.generation();
        to.putBoolean(valid);
        for (Tlb tlb : tlbs) {
            if (valid) {
                tlb.save(memory, to);
            }
        }
    }

    /** To be called when all else of the hart has loaded, and code and memory before it. */
    @Override
    public void load(SnapshotReader from) {
        select();
        boolean valid = from.getBoolean();
        memoryGeneration = valid ? memory.generation() : UNKNOWN_GENERATION;
        for (Tlb tlb : tlbs) {
            if (valid) {
                tlb.load(memory, cache, from);
            }
        }
    }
}
