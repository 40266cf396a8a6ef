package dev.fuselage.riscv.fdt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A node with its properties and its children, both in the order in which they are added. Names are
 * checked as the Devicetree Specification 0.4 has them (2.2.1 and 2.2.4.1), and none may come twice
 * in a node.
 */
public final class DeviceTreeNode {
    private static final Pattern NAME =
            Pattern.compile("[a-zA-Z][0-9a-zA-Z,._+-]{0,30}(@[0-9a-zA-Z,._+-]+)?");
    private static final Pattern PROPERTY = Pattern.compile("[0-9a-zA-Z,._+?#-]{1,31}");
    private static final String PHANDLE = "phandle";

    private final DeviceTree tree;
    private final String name;
    private final Map<String, byte[]> properties = new LinkedHashMap<>();
    private final Map<String, DeviceTreeNode> children = new LinkedHashMap<>();
    private int phandle;

    DeviceTreeNode(DeviceTree tree, String name) {
        this.tree = tree;
        this.name = name;
    }

    /** The name with its unit address; empty for the root. */
    public String name() {
        return name;
    }

    /** Adds a child. */
    public DeviceTreeNode node(String child) {
        if (!NAME.matcher(child).matches()) {
            throw new IllegalArgumentException("not a node name: " + child);
        }
        DeviceTreeNode node = new DeviceTreeNode(tree, child);
        if (children.putIfAbsent(child, node) != null) {
            throw new IllegalArgumentException("second node " + child + " in " + this);
        }
        return node;
    }

    /** Adds a child whose unit address is the number, in hexadecimal. */
    public DeviceTreeNode node(String child, long unit) {
        return node(child + "@" + Long.toHexString(unit));
    }

    /** Adds a property without a value, which is true by being there. */
    public DeviceTreeNode flag(String property) {
        return bytes(property);
    }

    /** Adds a property of any bytes. */
    public DeviceTreeNode bytes(String property, byte... value) {
        if (!PROPERTY.matcher(property).matches()) {
            throw new IllegalArgumentException("not a property name: " + property);
        }
        if (properties.putIfAbsent(property, value.clone()) != null) {
            throw new IllegalArgumentException("second property " + property + " in " + this);
        }
        return this;
    }

    /** Adds a property of 32-bit cells. */
    public DeviceTreeNode cells(String property, int... values) {
        Cells cells = new Cells();
        for (int value : values) {
            cells.cell(value);
        }
        return cells(property, cells);
    }

    /** Adds a property of cells. */
    public DeviceTreeNode cells(String property, Cells values) {
        return bytes(property, values.bytes());
    }

    /** Adds a property of 64-bit numbers, two cells each: addresses and sizes. */
    public DeviceTreeNode wide(String property, long... values) {
        Cells cells = new Cells();
        for (long value : values) {
            cells.wide(value);
        }
        return cells(property, cells);
    }

    /** Adds a property that is a string, or a list of strings. */
    public DeviceTreeNode text(String property, String... values) {
        StringBuilder all = new StringBuilder();
        for (String value : values) {
            if (value.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("zero character in " + property);
            }
            all.append(value).append('\0');
        }
        return bytes(property, all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a property that refers to other nodes. */
    public DeviceTreeNode reference(String property, DeviceTreeNode... targets) {
        Cells cells = new Cells();
        for (DeviceTreeNode target : targets) {
            cells.reference(target);
        }
        return cells(property, cells);
    }

    /** The number by which other nodes refer to this one; given when it is first asked for. */
    public int phandle() {
        if (phandle == 0) {
            phandle = tree.nextPhandle();
            cells(PHANDLE, phandle);
        }
        return phandle;
    }

    /** Names of the properties. */
    public List<String> properties() {
        return new ArrayList<>(properties.keySet());
    }

    /** The value of a property, which this node must have. */
    public byte[] value(String property) {
        byte[] value = properties.get(property);
        if (value == null) {
            throw new IllegalArgumentException("no property " + property + " in " + this);
        }
        return Arrays.copyOf(value, value.length);
    }

    public List<DeviceTreeNode> children() {
        return Collections.unmodifiableList(new ArrayList<>(children.values()));
    }

    @Override
    public String toString() {
        return name.isEmpty() ? "the root" : name;
    }
}
