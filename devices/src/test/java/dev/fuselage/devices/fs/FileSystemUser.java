package dev.fuselage.devices.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.machine.memory.IoVector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Uses a file system the way tests like to: names as strings, content as arrays, errors as names.
 */
public final class FileSystemUser implements AutoCloseable {

    private static final int BUFFER = 1 << 20;

    public final FileSystem fs;
    public final Caller root = new Caller();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate(BUFFER, 4096);

    public FileSystemUser(FileSystem fs) {
        this.fs = fs;
    }

    /** A caller with supplementary groups. */
    public static Caller caller(int uid, int gid, int... groups) {
        Caller c = new Caller();
        c.set(uid, gid, 1);
        for (int g : groups) {
            c.addGroup(g);
        }
        return c;
    }

    /** Asserts that a result is success. */
    public static void ok(long result) {
        assertThat(result < 0 ? Errno.name((int) -result) : "success").isEqualTo("success");
    }

    /** Asserts that a result is an error, named by its positive number. */
    public static void fails(long result, int errno) {
        assertThat(result < 0 ? Errno.name((int) -result) : "success " + result)
                .isEqualTo(Errno.name(errno));
    }

    // ------------------------------------------------------------------ names

    public NodeResult find(Node dir, String name) {
        NodeResult out = new NodeResult();
        ok(fs.lookup(dir, FileName.of(name), out));
        return out;
    }

    /** Looks up, fails with {@code errno}. */
    public void missing(Node dir, String name, int errno) {
        fails(fs.lookup(dir, FileName.of(name), new NodeResult()), errno);
    }

    /** Whether a name exists; returns the reference at once. */
    public boolean exists(Node dir, String name) {
        NodeResult out = new NodeResult();
        int result = fs.lookup(dir, FileName.of(name), out);
        if (result == 0) {
            fs.forget(out.node(), 1);
            return true;
        }
        fails(result, Errno.ENOENT);
        return false;
    }

    public Node mkdir(Node parent, String name) {
        NodeResult out = new NodeResult();
        ok(fs.mkdir(root, parent, FileName.of(name), 0755, out));
        return out.node();
    }

    /** Makes an empty regular file. */
    public Node touch(Node parent, String name) {
        NodeResult out = new NodeResult();
        HandleResult handle = new HandleResult();
        int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
        ok(fs.create(root, parent, FileName.of(name), 0644, flags, 0, out, handle));
        fs.release(handle.handle());
        return out.node();
    }

    /** Makes a regular file with content. */
    public Node file(Node parent, String name, String content) {
        Node node = touch(parent, name);
        Handle h = open(node, OpenFlags.O_RDWR);
        assertThat(write(h, 0, content)).isEqualTo(content.length());
        fs.release(h);
        return node;
    }

    public int rename(Node from, String name, Node to, String newName, int flags) {
        return fs.rename(root, from, FileName.of(name), to, FileName.of(newName), flags);
    }

    /** Names in a directory, {@code "."} and {@code ".."} included, listed a few at a time. */
    public List<String> list(Node dir, int atATime) {
        HandleResult out = new HandleResult();
        ok(fs.opendir(dir, out));
        List<String> names = new ArrayList<>();
        long[] offset = {0};
        int before;
        do {
            before = names.size();
            int limit = before + atATime;
            ok(
                    fs.readdir(
                            out.handle(),
                            offset[0],
                            (name, ino, type, next) -> {
                                if (names.size() == limit) {
                                    return false;
                                }
                                names.add(name.toString());
                                offset[0] = next;
                                return true;
                            }));
        } while (names.size() > before);
        fs.releasedir(out.handle());
        return names;
    }

    // ------------------------------------------------------------------ attributes

    public FileAttributes stat(Node node) {
        FileAttributes out = new FileAttributes();
        ok(fs.getattr(node, null, out));
        return out;
    }

    public int permissions(Node node) {
        return stat(node).mode & 07777;
    }

    public int setattr(Node node, SetAttributes change) {
        return fs.setattr(node, null, change, new FileAttributes());
    }

    public void chmod(Node node, int mode) {
        SetAttributes s = new SetAttributes();
        s.valid = SetAttributes.MODE;
        s.mode = mode;
        ok(setattr(node, s));
    }

    public void chown(Node node, int uid, int gid) {
        SetAttributes s = new SetAttributes();
        s.valid = SetAttributes.UID | SetAttributes.GID;
        s.uid = uid;
        s.gid = gid;
        ok(setattr(node, s));
    }

    public int truncate(Node node, @Nullable Handle handle, long size) {
        SetAttributes s = new SetAttributes();
        s.valid = SetAttributes.SIZE;
        s.size = size;
        return fs.setattr(node, handle, s, new FileAttributes());
    }

    /** Sets both times to a second long ago, so that a change shows whatever the clock's steps. */
    public void age(Node node) {
        SetAttributes s = new SetAttributes();
        s.valid = SetAttributes.ATIME | SetAttributes.MTIME;
        s.atime = 1000;
        s.mtime = 1000;
        ok(setattr(node, s));
    }

    // ------------------------------------------------------------------ content

    public Handle open(Node node, int flags) {
        HandleResult out = new HandleResult();
        ok(fs.open(node, flags, 0, out));
        return out.handle();
    }

    public int tryOpen(Node node, int flags) {
        return fs.open(node, flags, 0, new HandleResult());
    }

    /**
     * Memory in three uneven pieces with {@code length} bytes, after {@code skip} bytes before
     * them.
     */
    public IoVector pieces(int skip, int length) {
        IoVector v = new IoVector();
        long at = memory.address();
        int[] cuts = {0, skip + length / 3, skip + length / 3 + length / 7, skip + length};
        for (int i = 1; i < cuts.length; i++) {
            v.add(at + cuts[i - 1], cuts[i] - cuts[i - 1]);
        }
        return v;
    }

    public byte[] memory(int skip, int length) {
        return memory.asSlice(skip, length).toArray(ValueLayout.JAVA_BYTE);
    }

    public long write(Handle h, long offset, String content) {
        return write(h, offset, content.getBytes(StandardCharsets.ISO_8859_1), 0);
    }

    public long write(Handle h, long offset, byte[] content, int writeFlags) {
        int skip = 80;
        MemorySegment.copy(content, 0, memory, ValueLayout.JAVA_BYTE, skip, content.length);
        return fs.write(h, offset, pieces(skip, content.length), skip, content.length, writeFlags);
    }

    public byte[] read(Handle h, long offset, int length) {
        int skip = 16;
        memory.asSlice(0, skip + (long) length).fill((byte) 0x5a);
        long n = fs.read(h, offset, pieces(skip, length), skip, length);
        ok(n);
        return memory(skip, (int) n);
    }

    public String text(Handle h, long offset, int length) {
        return new String(read(h, offset, length), StandardCharsets.ISO_8859_1);
    }

    public String text(Node node) {
        Handle h = open(node, OpenFlags.O_RDONLY);
        String s = text(h, 0, BUFFER / 2);
        fs.release(h);
        return s;
    }

    public String readlink(Node node) {
        int n = fs.readlink(node, pieces(16, 4096), 16, 4096);
        ok(n);
        return new String(memory(16, n), StandardCharsets.ISO_8859_1);
    }

    // ------------------------------------------------------------------ extended attributes

    public int setxattr(Node node, String name, byte[] value, int flags) {
        MemorySegment.copy(value, 0, memory, ValueLayout.JAVA_BYTE, 16, value.length);
        return fs.setxattr(
                node, FileName.of(name), pieces(16, value.length), 16, value.length, flags, 0);
    }

    public int setxattr(Node node, String name, String value, int flags) {
        return setxattr(node, name, value.getBytes(StandardCharsets.ISO_8859_1), flags);
    }

    public int getxattr(Node node, String name, int size) {
        return fs.getxattr(node, FileName.of(name), pieces(16, size), 16, size);
    }

    public String xattr(Node node, String name) {
        int n = getxattr(node, name, 65536);
        ok(n);
        return new String(memory(16, n), StandardCharsets.ISO_8859_1);
    }

    public List<String> xattrs(Node node) {
        int n = fs.listxattr(node, pieces(16, 65536), 16, 65536);
        ok(n);
        String all = new String(memory(16, n), StandardCharsets.ISO_8859_1);
        List<String> names = new ArrayList<>();
        for (int from = 0; from < all.length(); ) {
            int nul = all.indexOf('\0', from);
            names.add(all.substring(from, nul));
            from = nul + 1;
        }
        return names;
    }

    @Override
    public void close() {
        fs.close();
        arena.close();
    }
}
