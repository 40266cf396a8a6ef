package dev.fuselage.riscv.fdt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A tree that describes a machine to the guest in it. Built from {@link #root} downwards. */
public final class DeviceTree {
    /** Memory that the guest must leave alone (Devicetree Specification 0.4, 5.3). */
    public record Reservation(long address, long size) {}

    private final DeviceTreeNode root = new DeviceTreeNode(this, "");
    private final List<Reservation> reservations = new ArrayList<>();
    private int phandles;

    /** The node without a name. */
    public DeviceTreeNode root() {
        return root;
    }

    /** Adds an entry to the memory reservation block; its size is not 0, which ends the block. */
    public DeviceTree reserve(long address, long size) {
        if (size == 0) {
            throw new IllegalArgumentException("reservation of nothing at 0x%x".formatted(address));
        }
        reservations.add(new Reservation(address, size));
        return this;
    }

    public List<Reservation> reservations() {
        return Collections.unmodifiableList(reservations);
    }

    /** A number from 1 that no other node of this tree has. */
    int nextPhandle() {
        return ++phandles;
    }

    /**
     * The tree as a blob.
     *
     * @param bootCpu the number of the CPU that starts the guest
     */
    public byte[] flatten(int bootCpu) {
        return new Flattener(this, bootCpu).blob();
    }
}
