package dev.fuselage.devices.server;

import java.nio.ByteOrder;

/** What one session between guest and server has agreed on. A new INIT begins another. */
final class Session {

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
}
