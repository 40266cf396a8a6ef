package dev.fuselage.riscv;

import dev.fuselage.machine.memory.GuestMemory;

/**
 * Virtual address translation: Sv39, Sv48 and Sv57 with Svnapot, Svpbmt, Svade and Svadu (RISC-V
 * Privileged ISA, 12.3 to 12.6, 13 to 16). Keeps nothing; the {@link Tlb} does.
 */
final class PageWalk {
    /** No translation: a trap is pending. */
    static final long FAULT = -1;

    static final long V = 1;
    static final long R = 1 << 1;
    static final long W = 1 << 2;
    static final long X = 1 << 3;
    static final long U = 1 << 4;
    static final long A = 1 << 6;
    static final long D = 1 << 7;
    static final long PBMT = 3L << 61;
    static final long N = 1L << 63;

    private static final long RESERVED = 0x7fL << 54;
    private static final long PPN = (1L << 44) - 1;
    private static final int PTE_SIZE = 8;
    private static final int INDEX_BITS = 9;

    /** ppn[3:0] of a 64 KiB NAPOT range, the only one defined. */
    private static final int NAPOT_64K = 8;

    private final Hart hart;
    private final GuestMemory memory;

    /** satp.MODE of what is on: 0 for none, else the number of levels. */
    private int levels;

    private long root;

    /** menvcfg.ADUE: hardware sets A and D. */
    private boolean updates;

    /** menvcfg.PBMTE. */
    private boolean memoryTypes;

    /** Of the translation just made: bits below its leaf. */
    private int leafShift;

    PageWalk(Hart hart, GuestMemory memory) {
        this.hart = hart;
        this.memory = memory;
    }

    /** Follows satp; {@code levels} 0 for Bare. */
    void setRoot(int levels, long physical) {
        this.levels = levels;
        this.root = physical;
    }

    void configure(boolean updates, boolean memoryTypes) {
        this.updates = updates;
        this.memoryTypes = memoryTypes;
    }

    /** Address bits below the leaf entry of the last translation that succeeded. */
    int leafShift() {
        return leafShift;
    }

    /**
     * The physical address of a virtual one, or {@link #FAULT}.
     *
     * @param privilege as which to access
     */
    long translate(long address, int access, int privilege) {
        long physical = address;
        leafShift = Tlb.PAGE_SHIFT;
        if (levels != 0 && privilege != Privilege.MACHINE) {
            physical = walk(address, access, privilege);
            if (physical == FAULT) {
                return FAULT;
            }
        }
        if (!hart.pmp.allows(physical, access, privilege)) {
            return fault(Access.accessFault(access), address);
        }
        return physical;
    }

    /**
     * Where a virtual address is, for a debugger: whatever the permissions, without effects and
     * without a trap.
     *
     * @param privilege as which to look
     * @return the physical address, or {@link #FAULT}
     */
    long peek(long address, int privilege) {
        if (levels == 0 || privilege == Privilege.MACHINE) {
            return address;
        }
        int unused = Long.SIZE - Tlb.PAGE_SHIFT - levels * INDEX_BITS;
        if (address << unused >> unused != address) {
            return FAULT;
        }
        long table = root;
        for (int level = levels - 1; level >= 0; level--) {
            int shift = Tlb.PAGE_SHIFT + level * INDEX_BITS;
            long place = table + ((address >>> shift & ((1 << INDEX_BITS) - 1)) * PTE_SIZE);
            long pte = memory.isMemory(place, PTE_SIZE) ? memory.read64(place) : 0;
            if (!isValid(pte)) {
                return FAULT;
            }
            table = (pte >>> 10 & PPN) << Tlb.PAGE_SHIFT;
            if ((pte & (R | X)) != 0) {
                int bits = (pte & N) != 0 ? shift + 4 : shift;
                return table >>> bits << bits | (address & ((1L << bits) - 1));
            }
        }
        return FAULT;
    }

    private long fault(int exception, long address) {
        hart.traps.raise(exception, address);
        return FAULT;
    }

    private long walk(long address, int access, int privilege) {
        int unused = Long.SIZE - Tlb.PAGE_SHIFT - levels * INDEX_BITS;
        if (address << unused >> unused != address) {
            return fault(Access.pageFault(access), address);
        }
        long table = root;
        for (int level = levels - 1; level >= 0; level--) {
            int shift = Tlb.PAGE_SHIFT + level * INDEX_BITS;
            long place = table + ((address >>> shift & (1 << INDEX_BITS) - 1) * PTE_SIZE);
            if (!isReachable(place, Access.LOAD)) {
                return fault(Access.accessFault(access), address);
            }
            long pte = memory.read64(place);
            if (!isValid(pte)) {
                return fault(Access.pageFault(access), address);
            }
            if ((pte & (R | X)) != 0) {
                return leaf(address, access, privilege, pte, place, level);
            }
            if ((pte & (A | D | U | PBMT | N)) != 0) {
                return fault(Access.pageFault(access), address);
            }
            table = (pte >>> 10 & PPN) << Tlb.PAGE_SHIFT;
        }
        return fault(Access.pageFault(access), address);
    }

    private boolean isReachable(long place, int access) {
        return memory.isMemory(place, PTE_SIZE)
                && hart.pmp.allows(place, access, Privilege.SUPERVISOR);
    }

    private boolean isValid(long pte) {
        if ((pte & V) == 0 || (pte & RESERVED) != 0) {
            return false;
        }
        long type = pte & PBMT;
        if (type != 0 && (!memoryTypes || type == PBMT)) {
            return false;
        }
        return (pte & (R | W)) != W;
    }

    private long leaf(long address, int access, int privilege, long pte, long place, int level) {
        int shift = Tlb.PAGE_SHIFT + level * INDEX_BITS;
        long frame = (pte >>> 10 & PPN) << Tlb.PAGE_SHIFT;
        if ((pte & N) != 0) {
            if (level != 0 || (frame >>> Tlb.PAGE_SHIFT & 15) != NAPOT_64K) {
                return fault(Access.pageFault(access), address);
            }
            shift += 4;
            frame = frame >>> shift << shift;
        }
        long offsets = (1L << shift) - 1;
        if ((frame & offsets) != 0 || !isPermitted(pte, access, privilege)) {
            return fault(Access.pageFault(access), address);
        }
        long wanted = access == Access.STORE ? A | D : A;
        if ((pte & wanted) != wanted) {
            if (!updates) {
                return fault(Access.pageFault(access), address);
            }
            if (!isReachable(place, Access.STORE)) {
                return fault(Access.accessFault(access), address);
            }
            memory.write64(place, pte | wanted);
        }
        leafShift = shift;
        return frame | (address & offsets);
    }

    private boolean isPermitted(long pte, int access, int privilege) {
        boolean userPage = (pte & U) != 0;
        if (privilege == Privilege.USER) {
            if (!userPage) {
                return false;
            }
        } else if (userPage && (access == Access.FETCH || !hart.status.has(Status.SUM))) {
            return false;
        }
        return switch (access) {
            case Access.FETCH -> (pte & X) != 0;
            case Access.LOAD -> (pte & R) != 0 || ((pte & X) != 0 && hart.status.has(Status.MXR));
            default -> (pte & W) != 0;
        };
    }
}
