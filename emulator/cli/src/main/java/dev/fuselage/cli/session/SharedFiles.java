package dev.fuselage.cli.session;

import dev.fuselage.cli.UsageError;
import dev.fuselage.cli.share.ShareOptions;
import dev.fuselage.cli.share.ShareSpec;
import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.host.HostFileSystem;
import dev.fuselage.devices.fs.host.HostOptions;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.fs.wrap.ReadOnlyFileSystem;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The files of one share, opened once for all guests.
 *
 * @param spec what the user asked for
 * @param files the files themselves, as the host's side changes them
 * @param served the same as guests get them: read-only if so asked
 */
public record SharedFiles(ShareSpec spec, FileSystem files, FileSystem served)
        implements AutoCloseable {

    /**
     * Opens a share.
     *
     * @param clock time of an in-memory file system
     * @throws UsageError when the directory cannot be shared
     */
    static SharedFiles open(ShareSpec spec, FileSystemClock clock) {
        FileSystem files = spec.inMemory() ? inMemory(spec, clock) : directory(spec);
        boolean readOnly = spec.options().readOnly();
        return new SharedFiles(spec, files, readOnly ? new ReadOnlyFileSystem(files) : files);
    }

    private static FileSystem inMemory(ShareSpec spec, FileSystemClock clock) {
        long quota = spec.options().quota().orElse(MemoryFileSystem.DEFAULT_CAPACITY);
        return new MemoryFileSystem(clock, quota, MemoryFileSystem.DEFAULT_INODES);
    }

    private static FileSystem directory(ShareSpec spec) {
        ShareOptions options = spec.options();
        if (options.quota().isPresent()) {
            throw new UsageError(
                    "--share: quota: only an in-memory file system (mem:) has one, not "
                            + spec.source());
        }
        HostOptions host = HostOptions.DEFAULT.withDeviceNodes(options.specialFiles());
        try {
            return new HostFileSystem(Path.of(spec.source()), host);
        } catch (IOException e) {
            throw new UsageError("--share: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        files.close();
    }
}
