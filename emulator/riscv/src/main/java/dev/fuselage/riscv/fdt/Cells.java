package dev.fuselage.riscv.fdt;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** The value of a property that is a series of 32-bit big-endian cells. */
public final class Cells {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Appends one cell. */
    public Cells cell(int value) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return this;
    }

    /** Appends a 64-bit number as two cells. */
    public Cells wide(long value) {
        return cell((int) (value >>> Integer.SIZE)).cell((int) value);
    }

    /** Appends a node's phandle. */
    public Cells reference(DeviceTreeNode node) {
        return cell(node.phandle());
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
