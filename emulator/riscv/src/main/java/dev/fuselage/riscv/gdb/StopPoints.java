package dev.fuselage.riscv.gdb;

import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.Watchpoints;
import dev.fuselage.riscv.Watchpoints.Kind;
import dev.fuselage.riscv.Watchpoints.Watchpoint;
import java.util.HashSet;
import java.util.Set;

/**
 * The breakpoints and watchpoints that the client has set. Software and hardware breakpoints are
 * the same to a hart, but a client sets and takes them away separately.
 */
final class StopPoints {
    private static final int MOST_BREAKPOINTS = 4096;
    private static final int MOST_WATCHPOINTS = 64;

    private static final char SOFTWARE = '0';
    private static final char HARDWARE = '1';

    private final Harts harts;
    private final Set<Long> software = new HashSet<>();
    private final Set<Long> hardware = new HashSet<>();

    StopPoints(Harts harts) {
        this.harts = harts;
    }

    /** Packets Z and z, after that letter: type, address, kind. */
    String change(PacketText packet, boolean set) {
        char type = packet.next();
        if (type < SOFTWARE || type > '4') {
            return "";
        }
        packet.expect(',');
        long address = packet.hex();
        packet.expect(',');
        switch (type) {
            case SOFTWARE, HARDWARE -> {
                packet.hex();
                packet.expectEnd();
                changeBreakpoint(type == SOFTWARE ? software : hardware, address, set);
            }
            default -> {
                int length = packet.hex(Watchpoints.MAX_LENGTH);
                packet.expectEnd();
                if (length == 0) {
                    throw new BadPacket(BadPacket.INVALID);
                }
                changeWatchpoint(new Watchpoint(address, length, kind(type)), set);
            }
        }
        return "OK";
    }

    private static Kind kind(char type) {
        return switch (type) {
            case '2' -> Kind.WRITE;
            case '3' -> Kind.READ;
            default -> Kind.ACCESS;
        };
    }

    private void changeBreakpoint(Set<Long> of, long address, boolean set) {
        if (set) {
            if ((address & 1) != 0) {
                throw new BadPacket(BadPacket.INVALID);
            }
            if (harts.breakpoints().count() >= MOST_BREAKPOINTS) {
                throw new BadPacket(BadPacket.NO_SPACE);
            }
            of.add(address);
            harts.breakpoints().add(address);
        } else {
            of.remove(address);
            if (!software.contains(address) && !hardware.contains(address)) {
                harts.breakpoints().remove(address);
            }
        }
    }

    private void changeWatchpoint(Watchpoint watchpoint, boolean set) {
        if (!set) {
            harts.watchpoints().remove(watchpoint);
        } else if (harts.watchpoints().count() >= MOST_WATCHPOINTS) {
            throw new BadPacket(BadPacket.NO_SPACE);
        } else {
            harts.watchpoints().add(watchpoint);
        }
    }

    /** Whether a breakpoint was set as one of hardware alone. */
    boolean isHardware(long address) {
        return hardware.contains(address) && !software.contains(address);
    }

    void clear() {
        software.clear();
        hardware.clear();
        harts.breakpoints().clear();
        harts.watchpoints().clear();
    }
}
