package dev.fuselage.cli.boot;

import dev.fuselage.cli.share.ShareSpec;
import dev.fuselage.machine.cost.CostProfile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine a kernel boots on, and what it boots.
 *
 * @param kernel a flat Image or an ELF executable; null if a snapshot is loaded instead
 * @param initrd an initial RAM file system
 * @param firmware runs in M mode and starts the kernel; null for the built-in SBI
 * @param commandLine what the kernel is told
 * @param shares in the order of their PCI slots
 * @param fetchedRoot whether the last of them is the fetched root directory, which nobody named
 * @param memory RAM in bytes, a multiple of 4 KiB
 * @param harts 1 to 8
 * @param controllers how interrupts reach the harts
 * @param console the device that is the console
 * @param columns width of the terminal, 0 if there is none
 * @param rows its height, 0 if there is none
 * @param hostTime whether the clock says the host's time instead of virtual time
 * @param seed of everything that is random
 * @param costs prices of everything, and the clock
 */
record BootSpec(
        @Nullable Path kernel,
        @Nullable Path initrd,
        @Nullable Path firmware,
        String commandLine,
        List<ShareSpec> shares,
        boolean fetchedRoot,
        long memory,
        int harts,
        BootPlatform.Controllers controllers,
        ConsoleKind console,
        int columns,
        int rows,
        boolean hostTime,
        long seed,
        CostProfile costs) {

    /** The device that is the guest's console. */
    enum ConsoleKind {
        /** The 16550 UART, {@code ttyS0}. */
        SERIAL,
        /** The virtio console, {@code hvc0}. */
        VIRTIO
    }

    BootSpec {
        shares = List.copyOf(shares);
    }
}
