package dev.fuselage.devices.fs.host;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.OpenFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Makes {@link FileHandle}s of descriptors and descriptors of them. */
final class FileHandles {

    private final LinuxSystemCalls calls;
    private final CallStrings strings;
    private final MemorySegment structure;
    private final MemorySegment mountId;

    FileHandles(LinuxSystemCalls calls, CallStrings strings, Arena arena) {
        this.calls = calls;
        this.strings = strings;
        structure = arena.allocate(FileHandle.HEAD + FileHandle.MAX_HANDLE_SZ, 4);
        mountId = arena.allocate(JAVA_INT);
    }

    /** The handle of what a descriptor stands for; null where the file system has none. */
    @Nullable FileHandle of(int descriptor) {
        structure.set(JAVA_INT, 0, FileHandle.MAX_HANDLE_SZ);
        long result =
                calls.call(
                        SystemCall.NAME_TO_HANDLE_AT,
                        descriptor,
                        strings.empty(),
                        structure.address(),
                        mountId.address(),
                        AtFlags.AT_EMPTY_PATH);
        return result == 0 ? FileHandle.readFrom(structure) : null;
    }

    /**
     * An O_PATH descriptor of the file a handle names.
     *
     * @param mount a descriptor, not O_PATH, of any file of its file system
     * @return the descriptor, or a negative errno: -ESTALE if there is no such file any more
     */
    int open(int mount, FileHandle handle) {
        handle.writeTo(structure);
        return (int)
                calls.call(
                        SystemCall.OPEN_BY_HANDLE_AT,
                        mount,
                        structure.address(),
                        OpenFlags.O_PATH
                                | OpenFlags.O_CLOEXEC
                                | calls.architecture().openFlags(OpenFlags.O_NOFOLLOW));
    }
}
