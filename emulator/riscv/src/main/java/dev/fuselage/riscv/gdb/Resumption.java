package dev.fuselage.riscv.gdb;

import dev.fuselage.riscv.DebugPort;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Harts;
import java.util.ArrayList;
import java.util.List;

/**
 * What the client wants each hart to do next (packets vCont, c and s). The first action that fits a
 * hart counts; a hart that none fits stands still.
 */
final class Resumption {
    private enum Verb {
        CONTINUE,
        STEP,
        STEP_WITHIN,
        STOP
    }

    private record Action(Verb verb, long start, long end, int thread) {
        boolean fits(Hart hart) {
            return thread == Threads.ALL || thread == Threads.number(hart);
        }

        void apply(DebugPort port) {
            switch (verb) {
                case CONTINUE -> port.goOn();
                case STEP -> port.step();
                case STEP_WITHIN -> port.stepWithin(start, end);
                case STOP -> port.hold();
            }
        }
    }

    private final List<Action> actions = new ArrayList<>();

    private Resumption() {}

    /** All harts continue. */
    static Resumption goOn() {
        Resumption all = new Resumption();
        all.add(Verb.CONTINUE, Threads.ALL);
        return all;
    }

    /** One hart steps, the others continue. */
    static Resumption step(Hart hart) {
        Resumption resumption = new Resumption();
        resumption.add(Verb.STEP, Threads.number(hart));
        resumption.add(Verb.CONTINUE, Threads.ALL);
        return resumption;
    }

    /** What follows {@code vCont}: {@code ;action[:thread]}, repeated. */
    static Resumption parse(PacketText packet, Threads threads) {
        Resumption resumption = new Resumption();
        do {
            packet.expect(';');
            resumption.addAction(packet, threads);
        } while (!packet.isAtEnd());
        return resumption;
    }

    private void addAction(PacketText packet, Threads threads) {
        long start = 0;
        long end = 0;
        Verb verb;
        switch (packet.next()) {
            case 'c' -> verb = Verb.CONTINUE;
            case 'C' -> {
                // Harts know no signals.
                packet.hex();
                verb = Verb.CONTINUE;
            }
            case 's' -> verb = Verb.STEP;
            case 'S' -> {
                packet.hex();
                verb = Verb.STEP;
            }
            case 't' -> verb = Verb.STOP;
            case 'r' -> {
                start = packet.hex();
                packet.expect(',');
                end = packet.hex();
                verb = Verb.STEP_WITHIN;
            }
            default -> throw new BadPacket(BadPacket.INVALID);
        }
        int thread = packet.take(":") ? threads.parse(packet) : Threads.ALL;
        if (thread == Threads.ANY) {
            thread = Threads.number(threads.busiest());
        }
        actions.add(new Action(verb, start, end, thread));
    }

    private void add(Verb verb, int thread) {
        actions.add(new Action(verb, 0, 0, thread));
    }

    /** Tells the harts; false if none of them is to move. */
    boolean apply(Harts harts) {
        boolean moves = false;
        for (int i = 0; i < harts.count(); i++) {
            Hart hart = harts.hart(i);
            Action action = actionFor(hart);
            action.apply(hart.debug());
            moves |= action.verb != Verb.STOP;
        }
        return moves;
    }

    private Action actionFor(Hart hart) {
        for (Action action : actions) {
            if (action.fits(hart)) {
                return action;
            }
        }
        return new Action(Verb.STOP, 0, 0, Threads.ALL);
    }
}
