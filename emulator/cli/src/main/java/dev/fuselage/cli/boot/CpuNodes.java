package dev.fuselage.cli.boot;

import dev.fuselage.riscv.fdt.DeviceTreeNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The {@code cpus} node: the harts, what they implement, and the interrupt inputs of each. */
final class CpuNodes {

    /** Letters first and then the others, as both properties want them. */
    private static final List<String> LETTERS = List.of("i", "m", "a", "f", "d", "c");

    /** Svade and not Svadu: firmware leaves menvcfg.ADUE off. */
    private static final List<String> EXTENSIONS =
            List.of(
                    "zicbom",
                    "zicbop",
                    "zicboz",
                    "zicntr",
                    "zicond",
                    "zicsr",
                    "zifencei",
                    "zihpm",
                    "zba",
                    "zbb",
                    "zbs");

    private static final List<String> SUPERVISOR_EXTENSIONS =
            List.of("sstc", "svade", "svinval", "svnapot", "svpbmt");

    private static final int CACHE_BLOCK = 64;

    private final List<DeviceTreeNode> inputs = new ArrayList<>();

    CpuNodes(DeviceTreeNode root, BootPlatform platform) {
        DeviceTreeNode cpus =
                root.node("cpus")
                        .cells("#address-cells", 1)
                        .cells("#size-cells", 0)
                        .cells("timebase-frequency", platform.timebase());
        List<DeviceTreeNode> harts = new ArrayList<>();
        List<String> extensions = extensions(platform);
        for (int id = 0; id < platform.harts(); id++) {
            harts.add(hart(cpus, id, platform.pagingLevels(), extensions));
        }
        DeviceTreeNode cluster = cpus.node("cpu-map").node("cluster0");
        for (int id = 0; id < platform.harts(); id++) {
            cluster.node("core" + id).reference("cpu", harts.get(id));
        }
    }

    /** The {@code riscv,cpu-intc} node of each hart. */
    List<DeviceTreeNode> inputs() {
        return Collections.unmodifiableList(inputs);
    }

    private DeviceTreeNode hart(
            DeviceTreeNode cpus, int id, int pagingLevels, List<String> extensions) {
        DeviceTreeNode cpu =
                cpus.node("cpu", id)
                        .text("device_type", "cpu")
                        .cells("reg", id)
                        .text("status", "okay")
                        .text("compatible", "riscv")
                        .text("riscv,isa", isa(extensions))
                        .text("riscv,isa-base", "rv64i")
                        .text("riscv,isa-extensions", extensions.toArray(String[]::new))
                        .text("mmu-type", mmuType(pagingLevels))
                        .cells("riscv,cbom-block-size", CACHE_BLOCK)
                        .cells("riscv,cbop-block-size", CACHE_BLOCK)
                        .cells("riscv,cboz-block-size", CACHE_BLOCK);
        inputs.add(
                cpu.node("interrupt-controller")
                        .cells("#interrupt-cells", 1)
                        .cells("#address-cells", 0)
                        .flag("interrupt-controller")
                        .text("compatible", "riscv,cpu-intc"));
        return cpu;
    }

    private static List<String> extensions(BootPlatform platform) {
        List<String> all = new ArrayList<>(LETTERS);
        all.addAll(EXTENSIONS);
        if (platform.controllers().isAia()) {
            all.add("smaia");
            all.add("ssaia");
        }
        all.addAll(SUPERVISOR_EXTENSIONS);
        return all;
    }

    /** The older property for the same: one word, for guests that do not know the list. */
    private static String isa(List<String> extensions) {
        StringBuilder isa = new StringBuilder("rv64");
        for (String extension : extensions) {
            isa.append(extension.length() == 1 ? "" : "_").append(extension);
        }
        return isa.toString();
    }

    private static String mmuType(int levels) {
        return switch (levels) {
            case 3 -> "riscv,sv39";
            case 4 -> "riscv,sv48";
            default -> "riscv,sv57";
        };
    }
}
