package dev.fuselage.cli.boot;

import dev.fuselage.cli.UsageError;
import dev.fuselage.machine.snapshot.SnapshotException;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that {@code --save} or {@code --load} names. */
final class SnapshotFile {

    private static final String ROOT = "root directory";
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
                to.section(ROOT, new Root(machine.hasFetchedRoot()));
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
     * Whether the machine that was saved had the fetched root directory without anybody naming it:
     * one that is to go on there needs it too.
     *
     * @throws UsageError when the file is no snapshot
     */
    boolean hasFetchedRoot() {
        try (SnapshotReader from =
                new SnapshotReader(new BufferedInputStream(Files.newInputStream(path)))) {
            Root root = new Root(false);
            from.section(ROOT, root);
            return root.fetched;
        } catch (IOException | SnapshotException e) {
            throw fault(e);
        }
    }

    /** What is to be known before the machine is built. */
    private static final class Root implements Snapshotted {
        private boolean fetched;

        Root(boolean fetched) {
            this.fetched = fetched;
        }

        @Override
        public void save(SnapshotWriter to) {
            to.putBoolean(fetched);
        }

        @Override
        public void load(SnapshotReader from) {
            fetched = from.getBoolean();
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
            from.section(ROOT, new Root(false));
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
