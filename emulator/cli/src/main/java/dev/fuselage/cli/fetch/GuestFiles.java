package dev.fuselage.cli.fetch;

import dev.fuselage.cli.UsageError;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the files of a fetched guest are.
 *
 * <p>They have one place unless a user names another: {@code .fuselage/guest} in the folder of the
 * launcher, which tells it in {@code FUSELAGE_HOME}; where that folder cannot be written and holds
 * no guest, or without the launcher, {@code fuselage/guest} in {@code $XDG_DATA_HOME} or {@code
 * ~/.local/share}.
 *
 * @param directory the folder with all of them
 */
public record GuestFiles(Path directory) {

    /** Written last, so that a folder with it is whole. */
    private static final String CONTENTS = "CONTENTS";

    private static final Path BESIDE_THE_LAUNCHER = Path.of(".fuselage", "guest");

    /** Those in the folder that a user named with an option, whether there are any or not. */
    public static GuestFiles in(String option, String directory) {
        try {
            return new GuestFiles(Path.of(directory).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            throw new UsageError(option + ": '" + directory + "' is no path");
        }
    }

    /**
     * Those in their usual place, whether there are any or not.
     *
     * @param variables environment variables
     */
    public static GuestFiles usual(Map<String, String> variables) {
        Optional<GuestFiles> beside =
                folder(variables, "FUSELAGE_HOME")
                        .map(home -> new GuestFiles(home.resolve(BESIDE_THE_LAUNCHER)))
                        .filter(files -> files.areThere() || isWritable(files.directory));
        return beside.orElseGet(() -> new GuestFiles(data(variables).resolve("fuselage", "guest")));
    }

    private static Path data(Map<String, String> variables) {
        return folder(variables, "XDG_DATA_HOME")
                .or(() -> folder(variables, "HOME").map(home -> home.resolve(".local", "share")))
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "share"));
    }

    /** The absolute path in a variable: the XDG specification has others ignored. */
    private static Optional<Path> folder(Map<String, String> variables, String name) {
        try {
            return Optional.ofNullable(variables.get(name)).map(Path::of).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Whether a folder could be made or filled by this user. */
    private static boolean isWritable(Path folder) {
        Path there = folder;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there != null && Files.isDirectory(there) && Files.isWritable(there);
    }

    /** Whether a whole guest is there. */
    public boolean areThere() {
        return Files.isRegularFile(contents());
    }

    /** Debian's kernel as a flat riscv64 Image. */
    public Path kernel() {
        return directory.resolve("Image");
    }

    /** The options that kernel was built with. */
    public Path kernelConfiguration() {
        return directory.resolve("config");
    }

    /** The root directory: what {@code boot --root} shares. */
    public Path root() {
        return directory.resolve("root");
    }

    /** The same root directory as an initial RAM file system. */
    public Path initramfs() {
        return directory.resolve("initramfs.cpio");
    }

    /** OpenSBI for a loader that hands over a {@code struct fw_dynamic_info}. */
    public Path dynamicFirmware() {
        return directory.resolve("fw_dynamic.bin");
    }

    /** OpenSBI that jumps to a kernel 2 MiB above the start of its memory. */
    public Path jumpFirmware() {
        return directory.resolve("fw_jump.bin");
    }

    /** What is in the folder, from which packages: lines for people. */
    Path contents() {
        return directory.resolve(CONTENTS);
    }
}
