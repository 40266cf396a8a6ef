package dev.fuselage.riscv.gdb;

import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.Privilege;
import java.util.StringJoiner;

/** Harts as threads: their numbers, which are one more than the harts', and what they are at. */
final class Threads {
    /** Instead of a number: every thread. */
    static final int ALL = -1;

    /** Instead of a number: any thread. */
    static final int ANY = 0;

    private final Harts harts;

    Threads(Harts harts) {
        this.harts = harts;
    }

    /** A number, or {@link #ALL} or {@link #ANY}. */
    int parse(PacketText packet) {
        if (packet.take("-1")) {
            return ALL;
        }
        return packet.hex(harts.count());
    }

    static int number(Hart hart) {
        return hart.id() + 1;
    }

    Hart hart(int thread) {
        return harts.hart(thread - 1);
    }

    static String text(Hart hart) {
        return Integer.toHexString(number(hart));
    }

    /** All of them, for one packet. */
    String list() {
        StringJoiner list = new StringJoiner(",", "m", "");
        for (int i = 0; i < harts.count(); i++) {
            list.add(text(harts.hart(i)));
        }
        return list.toString();
    }

    /** The first hart that executes something, or else the first. */
    Hart busiest() {
        for (int i = 0; i < harts.count(); i++) {
            Hart hart = harts.hart(i);
            if (hart.isStarted() && !hart.isWaiting()) {
                return hart;
            }
        }
        return harts.hart(0);
    }

    static String describe(Hart hart) {
        return "hart %d, %s mode, %s".formatted(hart.id(), mode(hart), activity(hart));
    }

    private static String mode(Hart hart) {
        return switch (hart.privilege()) {
            case Privilege.USER -> "U";
            case Privilege.SUPERVISOR -> "S";
            default -> "M";
        };
    }

    private static String activity(Hart hart) {
        if (!hart.isStarted()) {
            return "not started";
        }
        return hart.isWaiting() ? "waits for an interrupt" : "runs";
    }
}
