package dev.fuselage.devices.fs.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.HandleResult;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.NodeResult;
import dev.fuselage.devices.fs.SetAttributes;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.machine.memory.IoVector;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A shared directory and what a test needs to act as the guest's server. */
final class HostShare implements AutoCloseable {

    /** Guest memory. */
    final MemorySegment memory;

    /** Where the last operation that yields a node left it. */
    final NodeResult found = new NodeResult();

    /** Where the last open left its handle. */
    final HandleResult opened = new HandleResult();

    /** Root of the guest. */
    final Caller root = new Caller();

    final HostFileSystem fs;
    private final Arena arena = Arena.ofShared();
    private final IoVector vector = new IoVector();

    HostShare(HostFileSystem fs) {
        this.fs = fs;
        this.memory = arena.allocate(1 << 20);
    }

    static HostShare of(Path directory) {
        return of(directory, HostOptions.DEFAULT);
    }

    static HostShare of(Path directory, HostOptions options) {
        return of(directory, options, HostThread.systemCalls());
    }

    static HostShare of(Path directory, HostOptions options, LinuxSystemCalls calls) {
        try {
            return new HostShare(new HostFileSystem(directory, options, calls));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static FileName name(String latin1) {
        return FileName.of(latin1);
    }

    static Caller caller(int uid, int gid, int... groups) {
        Caller caller = new Caller();
        caller.set(uid, gid, 1);
        for (int g : groups) {
            caller.addGroup(g);
        }
        return caller;
    }

    /** The node of a path, its names separated by slashes. */
    Node node(String path) {
        Node at = fs.root();
        for (String name : path.split("/", -1)) {
            assertThat(lookup(at, name)).as("lookup of %s in %s", name, path).isZero();
            at = found.node();
        }
        return at;
    }

    int lookup(Node parent, String name) {
        return fs.lookup(parent, name(name), found);
    }

    FileAttributes attributes(Node node) {
        FileAttributes out = new FileAttributes();
        assertThat(fs.getattr(node, null, out)).as("getattr").isZero();
        return out;
    }

    int setattr(Node node, SetAttributes change) {
        return fs.setattr(node, null, change, new FileAttributes());
    }

    Handle create(Node parent, String name, int mode) {
        assertThat(create(root, parent, name, mode, OpenFlags.O_RDWR | OpenFlags.O_EXCL))
                .as("create %s", name)
                .isZero();
        return opened.handle();
    }

    int create(Caller caller, Node parent, String name, int mode, int flags) {
        return fs.create(
                caller, parent, name(name), mode, flags | OpenFlags.O_CREAT, 0, found, opened);
    }

    Handle open(Node node, int flags) {
        assertThat(fs.open(node, flags, 0, opened)).as("open").isZero();
        return opened.handle();
    }

    /** Guest memory from {@code offset} on, in one piece. */
    IoVector vector(long offset, int length) {
        vector.clear();
        vector.add(memory.address() + offset, length);
        return vector;
    }

    long write(Handle handle, long offset, String text) {
        return write(handle, offset, text, 0);
    }

    long write(Handle handle, long offset, String text, int writeFlags) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return fs.write(handle, offset, vector(0, bytes.length), 0, bytes.length, writeFlags);
    }

    String read(Handle handle, long offset, int length) {
        long n = fs.read(handle, offset, vector(0, length), 0, length);
        assertThat(n).as("read").isNotNegative();
        return text((int) n);
    }

    String readlink(Node node) {
        int n = fs.readlink(node, vector(0, 4096), 0, 4096);
        assertThat(n).as("readlink").isNotNegative();
        return text(n);
    }

    /** The first bytes of guest memory. */
    String text(int length) {
        byte[] bytes = memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        fs.close();
        arena.close();
    }
}
