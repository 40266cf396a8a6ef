package dev.fuselage.devices.console;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;

/**
 * The modem control and modem status registers. The far end of the line always has its signals set;
 * in loopback the UART's own outputs take their place.
 */
final class UartModem implements Snapshotted {
    // MCR
    private static final int DTR = 0x01;
    private static final int RTS = 0x02;
    private static final int OUT1 = 0x04;
    private static final int OUT2 = 0x08;
    private static final int LOOP = 0x10;
    private static final int CONTROL_MASK = 0x1f;

    // MSR; the low half tells which inputs of the high half have changed since it was read.
    private static final int CTS = 0x10;
    private static final int DSR = 0x20;
    private static final int RI = 0x40;
    private static final int DCD = 0x80;
    private static final int DELTA_SHIFT = 4;

    private int control;
    private int inputs = farEnd();
    private int deltas;

    private static int farEnd() {
        return CTS | DSR | DCD;
    }

    void reset() {
        control = 0;
        inputs = farEnd();
        deltas = 0;
    }

    int control() {
        return control;
    }

    void control(int value) {
        control = value & CONTROL_MASK;
        int next = loopback() ? ownOutputs() : farEnd();
        int flipped = inputs ^ next;
        // Of the ring indicator only the end counts.
        deltas |= ((flipped & ~RI) | (flipped & inputs & RI)) >>> DELTA_SHIFT;
        inputs = next;
    }

    private int ownOutputs() {
        return ((control & RTS) != 0 ? CTS : 0)
                | ((control & DTR) != 0 ? DSR : 0)
                | ((control & OUT1) != 0 ? RI : 0)
                | ((control & OUT2) != 0 ? DCD : 0);
    }

    boolean loopback() {
        return (control & LOOP) != 0;
    }

    /** Whether an input has changed since the status was read. */
    boolean changed() {
        return deltas != 0;
    }

    int takeStatus() {
        int status = inputs | deltas;
        deltas = 0;
        return status;
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putInt(control);
        to.putInt(inputs);
        to.putInt(deltas);
    }

    @Override
    public void load(SnapshotReader from) {
        control = from.getInt(0, CONTROL_MASK);
        inputs = from.getInt(0, CTS | DSR | RI | DCD);
        deltas = from.getInt(0, (CTS | DSR | RI | DCD) >>> DELTA_SHIFT);
    }
}
