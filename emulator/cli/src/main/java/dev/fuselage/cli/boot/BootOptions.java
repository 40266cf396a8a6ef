package dev.fuselage.cli.boot;

import dev.fuselage.cli.Nearest;
import dev.fuselage.cli.Quantities;
import dev.fuselage.cli.UsageError;
import dev.fuselage.cli.boot.BootPlatform.Controllers;
import dev.fuselage.cli.boot.BootSpec.ConsoleKind;
import dev.fuselage.cli.fetch.GuestCommands;
import dev.fuselage.cli.fetch.GuestFiles;
import dev.fuselage.cli.run.Profiles;
import dev.fuselage.cli.share.ShareSpec;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.GuestMemory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what boots, and on what machine. */
final class BootOptions {

    private static final int MOST_HARTS = 8;
    private static final long LEAST_MEMORY = 64L << 20;
    private static final long MOST_MEMORY = 64L << 30;
    private static final List<String> CONTROLLERS = List.of("aia", "aplic", "plic");
    private static final List<String> CONSOLES = List.of("serial", "virtio");
    private static final List<String> CLOCKS = List.of("virtual", "host");
    private static final List<String> TIMINGS = List.of("functional");

    @Option(
            names = "--kernel",
            paramLabel = "FILE",
            description = "riscv64 Image or ELF executable (what fuselage fetch brought).")
    private @Nullable String kernel;

    @Option(names = "--initrd", paramLabel = "FILE", description = "Initial RAM file system.")
    private @Nullable String initrd;

    @Option(
            names = "--append",
            paramLabel = "TEXT",
            description = "More words for the kernel's command line.")
    private String append = "";

    @Option(
            names = "--root",
            paramLabel = "TAG",
            description = "The share that is the root file system.")
    private @Nullable String root;

    @Option(
            names = "--share",
            paramLabel = "[TAG=]SOURCE[,OPTION]...",
            description =
                    "As for fuselage run. Repeatable. Without --root and --initrd the fetched"
                            + " root directory is the root file system.")
    private final List<String> shares = new ArrayList<>();

    @Option(names = "--memory", paramLabel = "SIZE", description = "RAM (1G).")
    private String memory = "1G";

    @Option(names = "--harts", paramLabel = "N", description = "Harts, 1 to 8 (1).")
    private String harts = "1";

    @Option(
            names = "--bios",
            paramLabel = "FILE",
            description = "Firmware for M mode, such as OpenSBI (none: the built-in SBI).")
    private @Nullable String bios;

    @Option(
            names = "--irqchip",
            paramLabel = "aia|aplic|plic",
            description =
                    "Interrupt controllers: APLIC and IMSIC with MSI-X, or an APLIC or a PLIC"
                            + " alone with INTx (aia).")
    private String irqchip = "aia";

    @Option(
            names = "--console",
            paramLabel = "serial|virtio",
            description = "The console: a 16550 UART or a virtio console (serial).")
    private String console = "serial";

    @Option(
            names = "--rtc",
            paramLabel = "virtual|host",
            description =
                    "What the clock says: virtual time from 2026-01-01, or the host's time"
                            + " (virtual).")
    private String rtc = "virtual";

    @Option(
            names = "--timing",
            paramLabel = "functional",
            description = "A cycle an instruction (functional); pipelines are not modelled yet.")
    private String timing = "functional";

    @Option(
            names = "--clock",
            paramLabel = "HZ",
            description = "Cycles in a second of virtual time (1G).")
    private @Nullable String clock;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all that is random (0).")
    private String seed = "0";

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description = "Cost profile: prices that differ from the standard ones.")
    private @Nullable String profile;

    /**
     * What the options ask for.
     *
     * @param guest the files that {@code fuselage fetch} may have brought
     * @param commands what the guest is to run instead of a login shell
     * @param size of the terminal, if there is one
     * @param loaded the snapshot that says what is in memory; null if there is none
     * @throws UsageError when a value is not valid
     */
    BootSpec spec(
            GuestFiles guest,
            @Nullable String commands,
            @Nullable WindowSize size,
            @Nullable SnapshotFile loaded) {
        if (loaded != null) {
            refuseWithLoad("--kernel", kernel);
            refuseWithLoad("--initrd", initrd);
            refuseWithLoad("--append", append.isEmpty() ? null : append);
            refuseWithLoad("-c", commands);
        }
        if (!TIMINGS.contains(timing)) {
            throw new UsageError(
                    "--timing: '"
                            + timing
                            + "' is not there yet: functional is, a cycle an instruction");
        }
        ConsoleKind kind =
                choose("--console", console, CONSOLES) == 0
                        ? ConsoleKind.SERIAL
                        : ConsoleKind.VIRTIO;
        Controllers controllers =
                switch (choose("--irqchip", irqchip, CONTROLLERS)) {
                    case 0 -> Controllers.APLIC_IMSIC;
                    case 1 -> Controllers.APLIC;
                    default -> Controllers.PLIC;
                };
        List<ShareSpec> shared = new ArrayList<>(shares.stream().map(ShareSpec::parse).toList());
        String rootTag = rootTag(shared);
        boolean fetchedRoot =
                rootTag == null && (loaded == null ? initrd == null : loaded.hasFetchedRoot());
        if (fetchedRoot) {
            rootTag = addFetchedRoot(shared, guest);
        }
        return new BootSpec(
                loaded != null ? null : kernel == null ? fetched(guest) : file("--kernel", kernel),
                initrd == null ? null : file("--initrd", initrd),
                bios == null ? null : file("--bios", bios),
                commandLine(kind, rootTag, commands, size),
                shared,
                fetchedRoot,
                memory(),
                Quantities.count("--harts", harts, 1, MOST_HARTS),
                controllers,
                kind,
                size == null ? 0 : size.columns(),
                size == null ? 0 : size.rows(),
                choose("--rtc", rtc, CLOCKS) == 1,
                seed(),
                costs());
    }

    private static void refuseWithLoad(String option, @Nullable String value) {
        if (value != null) {
            throw new UsageError(
                    option + ": a loaded snapshot has its own: give --load without " + option);
        }
    }

    private static int choose(String option, String word, List<String> valid) {
        int index = valid.indexOf(word);
        if (index < 0) {
            throw new UsageError(
                    option + ": unknown value '" + word + "'" + Nearest.hint(word, valid));
        }
        return index;
    }

    /** The tag of the share that is named as the root file system; null if none is. */
    private @Nullable String rootTag(List<ShareSpec> shared) {
        List<String> tags = shared.stream().map(ShareSpec::tag).toList();
        if (root != null) {
            if (tags.isEmpty()) {
                throw new UsageError(
                        "--root: no share has the tag '"
                                + root
                                + "': write --share "
                                + root
                                + "=DIR");
            }
            if (!tags.contains(root)) {
                throw new UsageError(
                        "--root: no share has the tag '" + root + "'" + Nearest.hint(root, tags));
            }
            return root;
        }
        return null;
    }

    private static String addFetchedRoot(List<ShareSpec> shared, GuestFiles guest) {
        if (!guest.areThere()) {
            throw new UsageError(
                    "no root file system: write --share TAG=DIR --root TAG, or run fuselage fetch");
        }
        String tag = "rootfs";
        shared.add(ShareSpec.parse(tag + "=" + guest.root().toString().replace(",", ",,")));
        return tag;
    }

    private static Path fetched(GuestFiles guest) {
        if (!guest.areThere()) {
            throw new UsageError(
                    "no kernel: write --kernel FILE, or run fuselage fetch to bring one");
        }
        return guest.kernel();
    }

    static Path file(String option, String name) {
        try {
            Path path = Path.of(name);
            if (Files.isRegularFile(path) && Files.isReadable(path)) {
                return path;
            }
            String why =
                    !Files.exists(path)
                            ? "no such file"
                            : Files.isReadable(path) ? "is no regular file" : "cannot be read";
            throw new UsageError(option + ": " + name + ": " + why);
        } catch (InvalidPathException e) {
            throw new UsageError(option + ": '" + name + "' is no path");
        }
    }

    private String commandLine(
            ConsoleKind kind,
            @Nullable String tag,
            @Nullable String run,
            @Nullable WindowSize size) {
        List<String> words = new ArrayList<>();
        words.add(kind == ConsoleKind.SERIAL ? "console=ttyS0" : "console=hvc0");
        // A kernel that panics resets the machine, which ends the run.
        words.add("panic=-1");
        if (tag != null) {
            words.add("root=" + tag);
            words.add("rootfstype=virtiofs");
            words.add("rw");
        }
        if (size != null) {
            words.add(GuestCommands.terminalSize(size.rows(), size.columns()));
        }
        if (run != null) {
            words.add("quiet");
            words.add(GuestCommands.parameter(run));
        }
        if (!append.isBlank()) {
            words.add(append.strip());
        }
        String line = String.join(" ", words);
        int bytes = line.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > GuestCommands.COMMAND_LINE_BYTES) {
            throw new UsageError(
                    "the kernel's command line has "
                            + bytes
                            + " bytes with "
                            + (run == null ? "--append" : "-c and --append")
                            + ": a riscv64 kernel takes "
                            + GuestCommands.COMMAND_LINE_BYTES);
        }
        return line;
    }

    private long memory() {
        long bytes = Quantities.size("--memory", memory);
        if (bytes < LEAST_MEMORY || bytes > MOST_MEMORY || bytes % GuestMemory.PAGE_SIZE != 0) {
            throw new UsageError(
                    "--memory: '" + memory + "' is not from 64M to 64G in whole pages of 4K");
        }
        return bytes;
    }

    private long seed() {
        try {
            return Long.parseLong(seed);
        } catch (NumberFormatException e) {
            throw new UsageError("--seed: '" + seed + "' is not a whole number of 64 bits");
        }
    }

    private CostProfile costs() {
        CostProfile costs = Profiles.load(profile);
        if (clock == null) {
            return costs;
        }
        long hz = Quantities.frequency("--clock", clock);
        if (hz < CostProfile.MIN_CLOCK || hz > CostProfile.MAX_CLOCK) {
            throw new UsageError("--clock: '" + clock + "' is not from 1M to 9G");
        }
        return costs.atClock(hz);
    }
}
