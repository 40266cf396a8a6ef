package dev.fuselage.cli.boot;

import dev.fuselage.cli.UsageError;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.image.ImageException;
import dev.fuselage.riscv.image.ImageFile;
import dev.fuselage.riscv.image.LoadedProgram;
import dev.fuselage.riscv.image.Loader;
import dev.fuselage.riscv.image.Placed;
import dev.fuselage.riscv.image.RamLayout;
import dev.fuselage.riscv.sbi.SbiFirmware;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Loads firmware, kernel, initial RAM file system and device tree, and starts the first hart. */
final class BootLoader {

    private static final long PAGE = 4096;

    /** The kernel reads the tree before it knows more than the 2 MiB in which it begins. */
    private static final long TREE_ALIGNMENT = 2L << 20;

    private static final int A2 = 12;

    private static final long DYNAMIC_INFO_MAGIC = 0x4942_534f;
    private static final long DYNAMIC_INFO_VERSION = 2;
    private static final long NEXT_MODE_SUPERVISOR = 1;

    private final BootSpec spec;
    private final BootPlatform platform;
    private final Harts harts;
    private final RamLayout ram;
    private final Loader loader;

    BootLoader(BootSpec spec, BootPlatform platform, Machine machine, Harts harts) {
        this.spec = spec;
        this.platform = platform;
        this.harts = harts;
        this.ram = new RamLayout(machine.memory(), MemoryMap.RAM_BASE, machine.ramBytes());
        this.loader = new Loader(ram);
    }

    /**
     * Loads everything and starts hart 0.
     *
     * @param builtIn enters the kernel where no firmware of the guest's does
     * @throws UsageError when a file is not what it should be or does not fit
     */
    void start(@Nullable SbiFirmware builtIn) {
        try {
            LoadedProgram firmware = null;
            if (spec.firmware() != null) {
                try (ImageFile file = ImageFile.open(spec.firmware())) {
                    firmware = loader.firmware(file);
                }
            }
            LoadedProgram kernel;
            try (ImageFile file = ImageFile.open(Objects.requireNonNull(spec.kernel()))) {
                kernel = loader.kernel(file);
            }
            Placed initrd = initrd(spec.initrd());
            byte[] blob = BootTree.of(platform, spec.commandLine(), initrd, spec.seed()).flatten(0);
            Placed tree = ram.loadHigh("the device tree", blob, TREE_ALIGNMENT);
            harts.codeChanged();
            if (firmware != null) {
                enterMachine(firmware, kernel, tree);
            } else if (builtIn != null) {
                builtIn.boot(kernel.entry(), tree.address());
            }
        } catch (ImageException e) {
            throw new UsageError(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Placed initrd(@Nullable Path path) throws ImageException {
        if (path == null) {
            return null;
        }
        try (ImageFile file = ImageFile.open(path)) {
            return ram.loadHigh("the initial RAM file system", file, PAGE);
        }
    }

    /**
     * Enters firmware with what OpenSBI's dynamic flavour wants in a2; other firmware does not look
     * there, and knows by itself where a kernel is.
     */
    private void enterMachine(LoadedProgram firmware, LoadedProgram kernel, Placed tree)
            throws ImageException {
        ByteBuffer info = ByteBuffer.allocate(6 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        info.putLong(DYNAMIC_INFO_MAGIC)
                .putLong(DYNAMIC_INFO_VERSION)
                .putLong(kernel.entry())
                .putLong(NEXT_MODE_SUPERVISOR)
                .putLong(0)
                .putLong(0);
        Placed placed = ram.loadHigh("fw_dynamic_info", info.array(), PAGE);
        for (int id = 0; id < harts.count(); id++) {
            Hart hart = harts.hart(id);
            hart.startMachine(firmware.entry(), tree.address());
            hart.setRegister(A2, placed.address());
        }
    }
}
