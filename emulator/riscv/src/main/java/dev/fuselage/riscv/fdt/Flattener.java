package dev.fuselage.riscv.fdt;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes a tree as a blob: header, memory reservation block, structure block, strings block, in
 * this order and with nothing between them (Devicetree Specification 0.4, chapter 5).
 */
final class Flattener {
    private static final int MAGIC = 0xd00d_feed;
    private static final int VERSION = 17;
    private static final int LAST_COMPATIBLE_VERSION = 16;
    private static final int HEADER_BYTES = 40;

    private static final int FDT_BEGIN_NODE = 1;
    private static final int FDT_END_NODE = 2;
    private static final int FDT_PROP = 3;
    private static final int FDT_END = 9;

    /** Linux refuses trees that are deeper. */
    private static final int MAX_DEPTH = 64;

    private final DeviceTree tree;
    private final int bootCpu;
    private final ByteArrayOutputStream structure = new ByteArrayOutputStream();

    /** Names of properties, each with a zero byte behind it. */
    private final StringBuilder strings = new StringBuilder();

    Flattener(DeviceTree tree, int bootCpu) {
        this.tree = tree;
        this.bootCpu = bootCpu;
    }

    byte[] blob() {
        write(tree.root(), 1);
        cell(FDT_END);
        int reservations = 16 * (tree.reservations().size() + 1);
        int structureAt = HEADER_BYTES + reservations;
        int stringsAt = structureAt + structure.size();
        byte[] names = strings.toString().getBytes(StandardCharsets.US_ASCII);

        ByteBuffer blob = ByteBuffer.allocate(stringsAt + names.length);
        blob.putInt(MAGIC).putInt(blob.capacity()).putInt(structureAt).putInt(stringsAt);
        blob.putInt(HEADER_BYTES).putInt(VERSION).putInt(LAST_COMPATIBLE_VERSION);
        blob.putInt(bootCpu).putInt(names.length).putInt(structure.size());
        for (DeviceTree.Reservation reservation : tree.reservations()) {
            blob.putLong(reservation.address()).putLong(reservation.size());
        }
        blob.putLong(0).putLong(0);
        blob.put(structure.toByteArray()).put(names);
        return blob.array();
    }

    private void write(DeviceTreeNode node, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("deeper than %d nodes".formatted(MAX_DEPTH));
        }
        cell(FDT_BEGIN_NODE);
        structure.writeBytes(node.name().getBytes(StandardCharsets.US_ASCII));
        structure.write(0);
        pad();
        for (String property : node.properties()) {
            byte[] value = node.value(property);
            cell(FDT_PROP);
            cell(value.length);
            cell(nameOffset(property));
            structure.writeBytes(value);
            pad();
        }
        for (DeviceTreeNode child : node.children()) {
            write(child, depth + 1);
        }
        cell(FDT_END_NODE);
    }

    private void cell(int value) {
        structure.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    private void pad() {
        while (structure.size() % Integer.BYTES != 0) {
            structure.write(0);
        }
    }

    /** Where the name is among the strings; it may be the end of a longer one. */
    private int nameOffset(String name) {
        int offset = strings.indexOf(name + "\0");
        if (offset < 0) {
            offset = strings.length();
            strings.append(name).append('\0');
        }
        return offset;
    }
}
