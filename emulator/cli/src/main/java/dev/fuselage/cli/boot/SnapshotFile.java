package dev.fuselage.cli.boot;

import dev.fuselage.cli.UsageError;
import dev.fuselage.machine.snapshot.SnapshotException;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that {@code --save} or {@code --load} names. */
final class SnapshotFile {

    private static final String MACHINE = "machine";

    private final String option;
    private final Path path;

    private SnapshotFile(String option, Path path) {
        this.option = option;
        this.path = path;
    }

    /** A file to save to, which need not exist. */
    static SnapshotFile toSave(String name) {
        try {
            Path path = Path.of(name);
            Path parent = path.toAbsolutePath().getParent();
            if (Files.isDirectory(path)) {
                throw new UsageError("--save: " + name + ": is a directory");
            }
            if (parent == null || !Files.isDirectory(parent)) {
                throw new UsageError("--save: " + name + ": no such directory");
            }
            if (!Files.isWritable(parent)) {
                throw new UsageError("--save: " + name + ": cannot be written");
            }
            return new SnapshotFile("--save", path);
        } catch (InvalidPathException e) {
            throw new UsageError("--save: '" + name + "' is no path");
        }
    }

    /** A file to load from. */
    static SnapshotFile toLoad(String name) {
        return new SnapshotFile("--load", BootOptions.file("--load", name));
    }

    /**
     * Writes a machine; what was in the file before stays until all is written.
     *
     * @throws UsageError when the file cannot be written
     */
    void save(BootMachine machine) {
        Path partial = path.resolveSibling(path.getFileName() + ".partial");
        try {
            try (SnapshotWriter to =
                    new SnapshotWriter(new BufferedOutputStream(Files.newOutputStream(partial)))) {
                to.section(MACHINE, machine);
            }
            Files.move(partial, path, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | SnapshotException e) {
            throw fault(e);
        } finally {
            discard(partial);
        }
    }

    private static void discard(Path partial) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            // What could not be written may not be there to be deleted either.
        }
    }

    /**
     * Lets a machine go on where another one was saved.
     *
     * @throws UsageError when the file is no snapshot of a machine built alike
     */
    void load(BootMachine machine) {
        try (SnapshotReader from =
                new SnapshotReader(new BufferedInputStream(Files.newInputStream(path)))) {
            from.section(MACHINE, machine);
            from.finish();
        } catch (IOException | SnapshotException e) {
            throw fault(e);
        }
    }

    private UsageError fault(Exception cause) {
        return new UsageError(option + ": " + path + ": " + cause.getMessage());
    }
}
