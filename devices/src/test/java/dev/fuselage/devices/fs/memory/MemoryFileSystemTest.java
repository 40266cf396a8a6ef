package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.FileSystemContract;

/** The in-memory file system keeps the whole contract. */
class MemoryFileSystemTest extends FileSystemContract {

    @Override
    protected FileSystem create() {
        return new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS);
    }
}
