package dev.fuselage.riscv;

import java.util.Arrays;

/**
 * Virtual addresses before whose instruction a debugger wants every hart to stop, whatever its mode
 * and address space.
 *
 * <p>Guest memory is not touched. In the predecoded pages of code the place is planted with {@link
 * dev.fuselage.riscv.decode.Op#BREAKPOINT}; only who comes upon that asks here whether it is meant.
 * So code runs at full speed between breakpoints, and a page that is planted because it once stood
 * at another address is put right when it is next executed.
 */
public final class Breakpoints {
    private static final long OFFSET = ~Tlb.PAGE_MASK;

    private final Hart[] harts;

    /** Ascending. */
    private long[] addresses = {};

    Breakpoints(Hart[] harts) {
        this.harts = harts;
    }

    /**
     * Sets a breakpoint; nothing happens if there is one.
     *
     * @param address where an instruction may start: even
     */
    public void add(long address) {
        if ((address & 1) != 0) {
            throw new IllegalArgumentException(
                    "breakpoint at 0x%x: instructions start at even addresses".formatted(address));
        }
        int place = Arrays.binarySearch(addresses, address);
        if (place >= 0) {
            return;
        }
        long[] more = Arrays.copyOf(addresses, addresses.length + 1);
        more[addresses.length] = address;
        Arrays.sort(more);
        addresses = more;
        plant(address);
    }

    /** Takes a breakpoint away; nothing happens if there is none. */
    public void remove(long address) {
        int place = Arrays.binarySearch(addresses, address);
        if (place < 0) {
            return;
        }
        long[] less = new long[addresses.length - 1];
        System.arraycopy(addresses, 0, less, 0, place);
        System.arraycopy(addresses, place + 1, less, place, less.length - place);
        addresses = less;
    }

    /** Takes all away. */
    public void clear() {
        addresses = new long[0];
    }

    public boolean contains(long address) {
        return Arrays.binarySearch(addresses, address) >= 0;
    }

    public int count() {
        return addresses.length;
    }

    /** Whether a breakpoint stands at this place of some page. */
    boolean isAtOffset(long address) {
        for (long breakpoint : addresses) {
            if (((breakpoint ^ address) & OFFSET) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Plants what belongs into a page of code that was found at a virtual address. */
    void plantIn(long page, CodePage code) {
        for (long address : addresses) {
            if ((address & Tlb.PAGE_MASK) == page) {
                code.plant(CodePage.index(address));
            }
        }
    }

    /** Plants everything again where harts hold translations, after a page has been refilled. */
    void plantAgain() {
        for (long address : addresses) {
            plant(address);
        }
    }

    private void plant(long address) {
        for (Hart hart : harts) {
            hart.mmu.plant(address);
        }
    }
}
