package dev.fuselage.devices.fs.host;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A name of a file that survives without a descriptor ({@code struct file_handle} of
 * name_to_handle_at(2)): inode number and generation in the file system's own form. Compared, never
 * interpreted.
 */
final class FileHandle {

    /** Longest handle a kernel makes ({@code MAX_HANDLE_SZ}). */
    static final int MAX_HANDLE_SZ = 128;

    /** Bytes before the handle proper: its length and its type. */
    static final int HEAD = 8;

    private static final long HANDLE_BYTES = 0;
    private static final long HANDLE_TYPE = 4;

    private final int type;
    private final byte[] bytes;

    private FileHandle(int type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    /** The handle the kernel left in {@code structure}. */
    static FileHandle readFrom(MemorySegment structure) {
        byte[] bytes = new byte[structure.get(JAVA_INT, HANDLE_BYTES)];
        MemorySegment.copy(structure, JAVA_BYTE, HEAD, bytes, 0, bytes.length);
        return new FileHandle(structure.get(JAVA_INT, HANDLE_TYPE), bytes);
    }

    /** Writes it for the kernel. */
    void writeTo(MemorySegment structure) {
        structure.set(JAVA_INT, HANDLE_BYTES, bytes.length);
        structure.set(JAVA_INT, HANDLE_TYPE, type);
        MemorySegment.copy(bytes, 0, structure, JAVA_BYTE, HEAD, bytes.length);
    }

    /** Whether both name the same file of one file system. */
    boolean sameAs(FileHandle other) {
        return type == other.type && Arrays.equals(bytes, other.bytes);
    }

    void save(SnapshotWriter to) {
        to.putInt(type);
        to.putBytes(bytes);
    }

    static FileHandle load(SnapshotReader from) {
        int type = from.getInt();
        byte[] bytes = from.getBytes();
        if (bytes.length > MAX_HANDLE_SZ) {
            throw from.notAsExpected();
        }
        return new FileHandle(type, bytes);
    }
}
