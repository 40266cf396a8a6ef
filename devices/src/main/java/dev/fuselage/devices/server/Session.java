package dev.fuselage.devices.server;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.nio.ByteOrder;

/** What one session between guest and server has agreed on. A new INIT begins another. */
final class Session implements Snapshotted {

    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private long flags;
    private boolean established;

    /** Byte order of the guest, told by the opcode of its INIT. */
    ByteOrder order() {
        return order;
    }

    void setOrder(ByteOrder order) {
        this.order = order;
    }

    /** Whether INIT has succeeded. */
    boolean established() {
        return established;
    }

    /** Whether a feature was agreed on: an {@code InitFlags} bit. */
    boolean has(long flag) {
        return (flags & flag) != 0;
    }

    void establish(long agreed) {
        flags = agreed;
        established = true;
    }

    void clear() {
        flags = 0;
        established = false;
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putBoolean(order == ByteOrder.BIG_ENDIAN);
        to.putLong(flags);
        to.putBoolean(established);
    }

    @Override
    public void load(SnapshotReader from) {
        order = from.getBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        flags = from.getLong();
        established = from.getBoolean();
    }
}
