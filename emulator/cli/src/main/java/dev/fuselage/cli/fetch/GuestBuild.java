package dev.fuselage.cli.fetch;

import dev.fuselage.cli.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes the files of a guest out of unpacked Debian packages. */
final class GuestBuild {

    private static final Path FIRMWARE =
            Path.of("usr", "lib", "riscv64-linux-gnu", "opensbi", "generic");

    private final Path packages;
    private final GuestFiles guest;

    /**
     * A guest to be made.
     *
     * @param packages a folder that all packages are unpacked into
     * @param guest where there is nothing yet
     */
    GuestBuild(Path packages, GuestFiles guest) {
        this.packages = packages;
        this.guest = guest;
    }

    /** Makes it, with a note of what it came from. */
    void make(List<DebianPackage> sources) throws IOException {
        Path kernel = only("boot", "vmlinux-");
        if (!KernelImage.isOne(kernel)) {
            throw new UsageError("fetch: " + kernel.getFileName() + ": is no flat riscv64 Image");
        }
        Files.move(kernel, guest.kernel());
        Files.move(only("boot", "config-"), guest.kernelConfiguration());
        Files.move(packages.resolve(FIRMWARE).resolve("fw_dynamic.bin"), guest.dynamicFirmware());
        Files.move(packages.resolve(FIRMWARE).resolve("fw_jump.bin"), guest.jumpFirmware());
        RootDirectory.make(guest.root(), packages.resolve("usr", "bin", "busybox"));
        Path version = only("usr/lib/modules", "");
        KernelModules.install(
                version, guest.root().resolve("lib/modules").resolve(version.getFileName()));
        Initramfs.pack(guest.root(), guest.initramfs());
        Files.write(guest.contents(), contents(sources));
    }

    private Path only(String folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(packages.resolve(folder))) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
                    .findFirst()
                    .orElseThrow(() ->
                            new UsageError(
                                    "fetch: the kernel's package holds no "
                                            + folder
                                            + "/"
                                            + prefix
                                            + "*"));
        }
    }

    private static List<String> contents(List<DebianPackage> sources) {
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                "Image           the kernel",
                                "config          the options it was built with",
                                "root            a root directory of BusyBox",
                                "initramfs.cpio  the same, packed",
                                "fw_*.bin        OpenSBI",
                                "",
                                "Made of these packages:"));
        for (DebianPackage each : sources) {
            lines.add(each.name() + " " + each.version() + " sha256:" + each.sha256());
        }
        return lines;
    }
}
