package dev.fuselage.riscv;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.Arrays;

/**
 * Physical memory protection: 16 entries (RISC-V Privileged ISA, 3.7). The granularity is a page,
 * so that a page is allowed or not as a whole and the answer can be kept in a TLB.
 */
final class Pmp implements Snapshotted {
    static final int ENTRIES = 16;

    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int EXECUTE = 4;
    private static final int MODE = 3 << 3;
    private static final int TOR = 1 << 3;
    private static final int NA4 = 2 << 3;
    private static final int NAPOT = 3 << 3;
    private static final int LOCKED = 1 << 7;
    private static final int IMPLEMENTED = LOCKED | MODE | EXECUTE | WRITE | READ;

    /** pmpaddr holds bits 55:2 of an address. */
    private static final long ADDRESS = (1L << 54) - 1;

    /** Bits of pmpaddr below the granularity: a page has 2^10 units of 4 bytes. */
    private static final long BELOW_TOR = (1L << 10) - 1;

    private static final long BELOW_NAPOT = (1L << 9) - 1;

    private final Hart hart;
    private final int[] configs = new int[ENTRIES];
    private final long[] addresses = new long[ENTRIES];

    /** What each entry covers, page numbers: first, and one past the last. */
    private final long[] first = new long[ENTRIES];

    private final long[] end = new long[ENTRIES];
    private boolean machineIsFree = true;

    Pmp(Hart hart) {
        this.hart = hart;
    }

    void reset() {
        Arrays.fill(configs, 0);
        update();
    }

    /** pmpcfg0 (entries 0 to 7) or pmpcfg2 (8 to 15). */
    long config(int firstEntry) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | configs[firstEntry + i];
        }
        return value;
    }

    void setConfig(int firstEntry, long value) {
        for (int i = 0; i < 8; i++) {
            int entry = firstEntry + i;
            if ((configs[entry] & LOCKED) == 0) {
                configs[entry] = legal(configs[entry], (int) (value >>> (8 * i)) & IMPLEMENTED);
            }
        }
        update();
    }

    private static int legal(int old, int wanted) {
        int config = wanted;
        if ((config & (READ | WRITE)) == WRITE) {
            // Write without read is reserved.
            config &= ~WRITE;
        }
        if ((config & MODE) == NA4) {
            // Four bytes cannot be told apart in a page.
            config = (config & ~MODE) | (old & MODE);
        }
        return config;
    }

    long address(int entry) {
        long address = addresses[entry];
        return (configs[entry] & MODE) == NAPOT ? address | BELOW_NAPOT : address & ~BELOW_TOR;
    }

    void setAddress(int entry, long value) {
        boolean isTopOfNext =
                entry + 1 < ENTRIES && (configs[entry + 1] & (LOCKED | MODE)) == (LOCKED | TOR);
        if ((configs[entry] & LOCKED) == 0 && !isTopOfNext) {
            addresses[entry] = value & ADDRESS;
            update();
        }
    }

    private void update() {
        machineIsFree = true;
        for (int i = 0; i < ENTRIES; i++) {
            machineIsFree &= (configs[i] & LOCKED) == 0;
            switch (configs[i] & MODE) {
                case TOR -> {
                    first[i] = i == 0 ? 0 : addresses[i - 1] >>> 10;
                    end[i] = addresses[i] >>> 10;
                }
                case NAPOT -> {
                    long address = addresses[i] | BELOW_NAPOT;
                    long size = Long.lowestOneBit(~address);
                    first[i] = (address & -size) >>> 10;
                    end[i] = first[i] + (size << 1 >>> 10);
                }
                default -> {
                    first[i] = 0;
                    end[i] = 0;
                }
            }
        }
        hart.mmu.flushAll();
    }

    /** Whether a mode may access the page of a physical address. */
    boolean allows(long physical, int access, int privilege) {
        if (privilege == Privilege.MACHINE && machineIsFree) {
            return true;
        }
        long page = physical >>> 12;
        for (int i = 0; i < ENTRIES; i++) {
            if (page >= first[i] && page < end[i]) {
                int config = configs[i];
                return (privilege == Privilege.MACHINE && (config & LOCKED) == 0)
                        || (config & needed(access)) != 0;
            }
        }
        return privilege == Privilege.MACHINE;
    }

    private static int needed(int access) {
        return switch (access) {
            case Access.FETCH -> EXECUTE;
            case Access.LOAD -> READ;
            default -> WRITE;
        };
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putInts(configs);
        to.putLongs(addresses);
    }

    @Override
    public void load(SnapshotReader from) {
        from.getInts(configs);
        from.getLongs(addresses);
        update();
    }
}
