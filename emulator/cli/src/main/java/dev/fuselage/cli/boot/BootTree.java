package dev.fuselage.cli.boot;

import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.time.SimulationRandom;
import dev.fuselage.riscv.fdt.DeviceTree;
import dev.fuselage.riscv.fdt.DeviceTreeNode;
import dev.fuselage.riscv.image.Placed;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The device tree of the machine, with the nodes and bindings by which Linux 6.12 and OpenSBI know
 * QEMU's virt machine, for the hardware that is really there.
 */
final class BootTree {

    private static final int RNG_SEED_LONGS = 4;

    /** Keeps the guest's seeds apart from what else is drawn with the run's seed. */
    private static final long SEED_SALT = 0x6b61_736c_722d_7365L;

    private BootTree() {}

    /**
     * Describes a machine.
     *
     * @param arguments the kernel's command line
     * @param initrd where the initial RAM disk is, if there is one
     * @param seed of the run; the seeds of the guest follow from it
     */
    static DeviceTree of(
            BootPlatform platform, String arguments, @Nullable Placed initrd, long seed) {
        DeviceTree tree = new DeviceTree();
        DeviceTreeNode root = tree.root();
        root.cells("#address-cells", 2)
                .cells("#size-cells", 2)
                .text("compatible", "riscv-virtio")
                .text("model", "riscv-virtio,fuselage");
        chosen(root.node("chosen"), arguments, initrd, seed);
        root.node("memory", MemoryMap.RAM_BASE)
                .text("device_type", "memory")
                .wide("reg", MemoryMap.RAM_BASE, platform.memory());
        CpuNodes cpus = new CpuNodes(root, platform);
        DeviceTreeNode soc =
                root.node("soc")
                        .cells("#address-cells", 2)
                        .cells("#size-cells", 2)
                        .text("compatible", "simple-bus")
                        .flag("ranges");
        InterruptNodes interrupts = new InterruptNodes(soc, platform, cpus);
        DeviceNodes devices = new DeviceNodes(soc, interrupts);
        devices.addTo(root, platform.memory());
        return tree;
    }

    private static void chosen(
            DeviceTreeNode chosen, String arguments, @Nullable Placed initrd, long seed) {
        chosen.text("bootargs", arguments).text("stdout-path", DeviceNodes.CONSOLE_PATH);
        if (initrd != null) {
            chosen.wide("linux,initrd-start", initrd.address())
                    .wide("linux,initrd-end", initrd.end());
        }
        SimulationRandom random = new SimulationRandom(seed ^ SEED_SALT);
        ByteBuffer entropy = ByteBuffer.allocate(RNG_SEED_LONGS * Long.BYTES);
        while (entropy.hasRemaining()) {
            entropy.putLong(random.nextLong());
        }
        chosen.bytes("rng-seed", entropy.array()).wide("kaslr-seed", random.nextLong());
    }
}
