package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.vfs.Kstat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The system calls of a test's program, and short forms of them. */
public final class Program {
    public final Syscalls sys;
    private final long buffer;
    private static final int BUFFER = 1 << 17;

    public static Program of(Syscalls sys) {
        return new Program(sys);
    }

    Program(Syscalls sys) {
        this.sys = sys;
        this.buffer = sys.memory().allocate(BUFFER);
    }

    /** A buffer of 128 KiB. */
    public long buffer() {
        return buffer;
    }

    public long open(String path, int flags) {
        return sys.openat(Syscalls.AT_FDCWD, path, flags, 0644);
    }

    public long open(String path, int flags, int mode) {
        return sys.openat(Syscalls.AT_FDCWD, path, flags, mode);
    }

    /** Opens, and closes again on success; 0 or negative. */
    public long tryOpen(String path, int flags) {
        long fd = open(path, flags);
        return fd < 0 ? fd : sys.close((int) fd);
    }

    public long mkdir(String path, int mode) {
        return sys.mkdirat(Syscalls.AT_FDCWD, path, mode);
    }

    public long rename(String from, String to) {
        return sys.renameat2(Syscalls.AT_FDCWD, from, Syscalls.AT_FDCWD, to, 0);
    }

    public long rename(String from, String to, int flags) {
        return sys.renameat2(Syscalls.AT_FDCWD, from, Syscalls.AT_FDCWD, to, flags);
    }

    public long symlink(String target, String path) {
        return sys.symlinkat(target, Syscalls.AT_FDCWD, path);
    }

    public long link(String from, String to) {
        return sys.linkat(Syscalls.AT_FDCWD, from, Syscalls.AT_FDCWD, to, 0);
    }

    public long unlink(String path) {
        return sys.unlinkat(Syscalls.AT_FDCWD, path, 0);
    }

    public long rmdir(String path) {
        return sys.unlinkat(Syscalls.AT_FDCWD, path, AtFlags.AT_REMOVEDIR);
    }

    public long chmod(String path, int mode) {
        return sys.fchmodat2(Syscalls.AT_FDCWD, path, mode, 0);
    }

    public long chown(String path, int uid, int gid) {
        return sys.fchownat(Syscalls.AT_FDCWD, path, uid, gid, 0);
    }

    public long access(String path, int mode) {
        return sys.faccessat2(Syscalls.AT_FDCWD, path, mode, 0);
    }

    public long seteuid(int uid) {
        return sys.setresuid(-1, uid, -1);
    }

    public long stat(String path, Kstat out) {
        return sys.newfstatat(Syscalls.AT_FDCWD, path, out, 0);
    }

    public Kstat stat(String path) {
        Kstat stat = new Kstat();
        long error = stat(path, stat);
        if (error != 0) {
            throw new AssertionError("stat " + path + ": " + error);
        }
        return stat;
    }

    public int mode(String path) {
        return stat(path).mode;
    }

    /** 0 if the path leads somewhere, else the error. */
    public long exists(String path) {
        return stat(path, new Kstat());
    }

    /** Creates a file with a content. */
    public void file(String path, String content) {
        int fd = (int) open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC);
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        sys.memory().write(buffer, bytes, 0, bytes.length);
        long written = sys.write(fd, buffer, bytes.length);
        if (written != bytes.length || sys.close(fd) != 0) {
            throw new AssertionError("writing " + path + ": " + written);
        }
    }

    /** What a file holds; at most 128 KiB. */
    public String read(String path) {
        int fd = (int) open(path, OpenFlags.O_RDONLY);
        if (fd < 0) {
            throw new AssertionError("open " + path + ": " + fd);
        }
        String text = read(fd, BUFFER);
        sys.close(fd);
        return text;
    }

    /** What one read returns. */
    public String read(int fd, int count) {
        long length = sys.read(fd, buffer, count);
        if (length < 0) {
            throw new AssertionError("read: " + length);
        }
        return text((int) length);
    }

    /** The first bytes of the buffer. */
    public String text(int length) {
        byte[] bytes = new byte[length];
        sys.memory().read(buffer, bytes, 0, length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Writes a text through a descriptor. */
    public long write(int fd, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        sys.memory().write(buffer, bytes, 0, bytes.length);
        return sys.write(fd, buffer, bytes.length);
    }

    /** The names in a directory, with the dots. */
    public List<String> list(String path) {
        int fd = (int) open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        List<String> names = new ArrayList<>();
        for (long length = sys.getdents64(fd, buffer, 512);
                length != 0;
                length = sys.getdents64(fd, buffer, 512)) {
            if (length < 0) {
                throw new AssertionError("getdents64 " + path + ": " + length);
            }
            names.addAll(names((int) length));
        }
        sys.close(fd);
        return names;
    }

    private List<String> names(int length) {
        byte[] bytes = new byte[length];
        sys.memory().read(buffer, bytes, 0, length);
        List<String> names = new ArrayList<>();
        for (int at = 0;
                at < length;
                at += (bytes[at + 16] & 0xff) | (bytes[at + 17] & 0xff) << 8) {
            int end = at + 19;
            while (bytes[end] != 0) {
                end++;
            }
            names.add(new String(bytes, at + 19, end - at - 19, StandardCharsets.ISO_8859_1));
        }
        return names;
    }

    public String cwd() {
        long length = sys.getcwd(buffer, BUFFER);
        return length < 0 ? "error " + length : text((int) length - 1);
    }

    public String readlink(String path) {
        long length = sys.readlinkat(Syscalls.AT_FDCWD, path, buffer, BUFFER);
        return length < 0 ? "error " + length : text((int) length);
    }
}
