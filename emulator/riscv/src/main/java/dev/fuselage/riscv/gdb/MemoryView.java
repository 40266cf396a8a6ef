package dev.fuselage.riscv.gdb;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Harts;
import java.util.Arrays;

/**
 * Memory as a debugger sees it: by the virtual addresses of a hart's current mode, or by physical
 * ones. RAM alone, never the registers of devices: looking at those has effects.
 */
final class MemoryView {
    private static final int PAGE = (int) GuestMemory.PAGE_SIZE;
    private static final long NOWHERE = -1;

    private final Harts harts;
    private final GuestMemory memory;
    private boolean physical;

    MemoryView(Harts harts, GuestMemory memory) {
        this.harts = harts;
        this.memory = memory;
    }

    boolean isPhysical() {
        return physical;
    }

    void setPhysical(boolean on) {
        physical = on;
    }

    /** What is there, as far as it is contiguous. */
    byte[] read(Hart hart, long address, int length) {
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            int piece = piece(address + done, length - done);
            long place = place(hart, address + done, piece);
            if (place == NOWHERE) {
                break;
            }
            for (int i = 0; i < piece; i++) {
                bytes[done + i] = (byte) memory.read8(place + i);
            }
            done += piece;
        }
        if (done == 0 && length > 0) {
            throw new BadPacket(BadPacket.FAULT);
        }
        return Arrays.copyOf(bytes, done);
    }

    /** Writes all or nothing. Harts see what they execute change at once. */
    void write(Hart hart, long address, byte[] bytes) {
        for (int done = 0; done < bytes.length; done += piece(address + done, PAGE)) {
            int piece = piece(address + done, bytes.length - done);
            if (place(hart, address + done, piece) == NOWHERE) {
                throw new BadPacket(BadPacket.FAULT);
            }
        }
        int done = 0;
        while (done < bytes.length) {
            int piece = piece(address + done, bytes.length - done);
            long place = place(hart, address + done, piece);
            for (int i = 0; i < piece; i++) {
                memory.write8(place + i, bytes[done + i]);
            }
            done += piece;
        }
        if (done > 0) {
            harts.codeChanged();
        }
    }

    /** Bytes to the end of the page, or fewer. */
    private static int piece(long address, int most) {
        return Math.min(most, PAGE - (int) (address & PAGE - 1));
    }

    private long place(Hart hart, long address, int length) {
        long place = physical ? address : hart.physicalAddress(address);
        return memory.isMemory(place, length) ? place : NOWHERE;
    }
}
