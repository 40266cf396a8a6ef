package dev.fuselage.kernel.program.libc;

import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.Kstatfs;
import dev.fuselage.kernel.vfs.Timespec;
import java.util.List;

/**
 * POSIX functions about files: those of {@code unistd.h}, {@code fcntl.h}, {@code sys/stat.h} and
 * {@code dirent.h} that programs here use.
 */
abstract class FileCalls {

    /** In the nanoseconds of {@link #setTimes}: the present time. */
    public static final int UTIME_NOW = Syscalls.UTIME_NOW;

    /** In the nanoseconds of {@link #setTimes}: leave that time alone. */
    public static final int UTIME_OMIT = Syscalls.UTIME_OMIT;

    private static final int CWD = Syscalls.AT_FDCWD;
    private static final int DIRECTORY_CHUNK = 32 << 10;
    private static final int TEXT_CHUNK = 4096;
    private static final int XATTR_SIZE = 64 << 10;

    /** {@code struct winsize}: four 16-bit numbers, rows before columns. */
    private static final int TIOCGWINSZ = 0x5413;

    private static final int WINSIZE_BYTES = 8;
    private static final int WS_COL = 2;

    private final Syscalls sys;

    FileCalls(Syscalls sys) {
        this.sys = sys;
    }

    /** Memory that system calls can use. */
    public UserBuffer allocate(int bytes) {
        return new UserBuffer(sys.memory(), bytes);
    }

    // ---- open files

    public long open(String path, int flags) {
        return sys.openat(CWD, path, flags, 0);
    }

    /**
     * Opens or makes a file.
     *
     * @param mode permissions of a file that is made, before the umask
     */
    public long open(String path, int flags, int mode) {
        return sys.openat(CWD, path, flags, mode);
    }

    public long close(int fd) {
        return sys.close(fd);
    }

    public long read(int fd, UserBuffer into, int count) {
        return sys.read(fd, into.address(), count);
    }

    /** Writes all of the first {@code count} bytes, in several calls if need be. */
    public long writeAll(int fd, UserBuffer from, int count) {
        int done = 0;
        while (done < count) {
            long n = sys.write(fd, from.address() + done, count - done);
            if (n < 0) {
                return n;
            }
            done += (int) n;
        }
        return count;
    }

    long writeAll(int fd, byte[] bytes, int offset, int count) {
        UserBuffer buffer = allocate(count);
        buffer.put(0, bytes, offset, count);
        long result = writeAll(fd, buffer, count);
        buffer.free();
        return result;
    }

    public long lseek(int fd, long offset, int whence) {
        return sys.lseek(fd, offset, whence);
    }

    public long ftruncate(int fd, long size) {
        return sys.ftruncate(fd, size);
    }

    public long fallocate(int fd, int mode, long offset, long length) {
        return sys.fallocate(fd, mode, offset, length);
    }

    /** Copies between the files' positions, at most {@code length} bytes. */
    public long copyFileRange(int in, int to, long length) {
        return sys.copyFileRange(in, 0, to, 0, length, 0);
    }

    // ---- mappings

    /** Maps {@code length} bytes of a file from {@code offset} on; 0 or an error. */
    public long mmap(Mapping into, int fd, long offset, long length, int protection, int flags) {
        long from = into.begin(offset, length);
        long address = sys.mmap(0, into.length(), protection, flags, fd, from);
        into.at(address);
        return Math.min(address, 0);
    }

    public long munmap(Mapping map) {
        return sys.munmap(map.start(), map.length());
    }

    public long msync(Mapping map, int flags) {
        return sys.msync(map.start(), map.length(), flags);
    }

    public long madvise(Mapping map, int advice) {
        return sys.madvise(map.start(), map.length(), advice);
    }

    /** Reads through a mapping; behind the end of the file that ends the program. */
    public void load(Mapping map, long at, byte[] into, int count) {
        int _ = sys.load(map.address() + at, into, 0, count);
    }

    /** Writes through a mapping; behind the end of the file that ends the program. */
    public void store(Mapping map, long at, byte[] from, int count) {
        int _ = sys.store(map.address() + at, from, 0, count);
    }

    public long fsync(int fd) {
        return sys.fsync(fd);
    }

    public long fdatasync(int fd) {
        return sys.fdatasync(fd);
    }

    public long syncfs(int fd) {
        return sys.syncfs(fd);
    }

    public void sync() {
        long _ = sys.sync();
    }

    public long flock(int fd, int operation) {
        return sys.flock(fd, operation);
    }

    /**
     * Makes a pipe.
     *
     * @param ends gets the reading and the writing descriptor
     */
    public long pipe(int[] ends) {
        return sys.pipe2(ends, 0);
    }

    public long dup(int fd) {
        return sys.dup(fd);
    }

    public long dup2(int from, int to) {
        return from == to ? to : sys.dup3(from, to, 0);
    }

    /** The width of the terminal behind a descriptor; 0 when there is none. */
    public int terminalColumns(int fd) {
        UserBuffer size = allocate(WINSIZE_BYTES);
        long error = sys.ioctl(fd, TIOCGWINSZ, size.address());
        int columns = error < 0 ? 0 : size.get(WS_COL) | size.get(WS_COL + 1) << 8;
        size.free();
        return columns;
    }

    /** Appends all that is left of an open file. */
    public long readAll(int fd, StringBuilder text) {
        UserBuffer buffer = allocate(TEXT_CHUNK);
        long n = read(fd, buffer, TEXT_CHUNK);
        while (n > 0) {
            text.append(buffer.text(0, (int) n));
            n = read(fd, buffer, TEXT_CHUNK);
        }
        buffer.free();
        return n;
    }

    /** Appends the content of a file. */
    public long readFile(String path, StringBuilder text) {
        long fd = open(path, OpenFlags.O_RDONLY);
        if (fd < 0) {
            return fd;
        }
        long error = readAll((int) fd, text);
        close((int) fd);
        return error;
    }

    // ---- directories

    public long openDirectory(String path) {
        return open(path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_DIRECTORY);
    }

    /** Appends all entries, {@code .} and {@code ..} among them, in the directory's order. */
    public long readDirectory(String path, List<DirectoryEntry> entries) {
        long fd = openDirectory(path);
        if (fd < 0) {
            return fd;
        }
        long error = readDirectory((int) fd, entries);
        close((int) fd);
        return error;
    }

    /** Appends all entries that an open directory has from its position on. */
    public long readDirectory(int fd, List<DirectoryEntry> entries) {
        UserBuffer buffer = allocate(DIRECTORY_CHUNK);
        long n = sys.getdents64(fd, buffer.address(), DIRECTORY_CHUNK);
        while (n > 0) {
            Dirents.parse(buffer, (int) n, entries);
            n = sys.getdents64(fd, buffer.address(), DIRECTORY_CHUNK);
        }
        buffer.free();
        return n;
    }

    public long chdir(String path) {
        return sys.chdir(path);
    }

    /** Appends the current directory. */
    public long getcwd(StringBuilder path) {
        UserBuffer buffer = allocate(TEXT_CHUNK);
        long n = sys.getcwd(buffer.address(), TEXT_CHUNK);
        if (n > 0) {
            // The count includes the NUL.
            path.append(buffer.text(0, (int) n - 1));
        }
        buffer.free();
        return n;
    }

    // ---- names

    public long mkdir(String path, int mode) {
        return sys.mkdirat(CWD, path, mode);
    }

    public long mknod(String path, int mode, int device) {
        return sys.mknodat(CWD, path, mode, device);
    }

    public long unlink(String path) {
        return sys.unlinkat(CWD, path, 0);
    }

    public long rmdir(String path) {
        return sys.unlinkat(CWD, path, AtFlags.AT_REMOVEDIR);
    }

    /**
     * Renames.
     *
     * @param flags {@code RENAME_} flags
     */
    public long rename(String from, String to, int flags) {
        return sys.renameat2(CWD, from, CWD, to, flags);
    }

    /**
     * Gives a file one more name.
     *
     * @param follow whether a link to a link is a link to what that points at
     */
    public long link(String from, String to, boolean follow) {
        return sys.linkat(CWD, from, CWD, to, follow ? AtFlags.AT_SYMLINK_FOLLOW : 0);
    }

    public long symlink(String target, String path) {
        return sys.symlinkat(target, CWD, path);
    }

    /** Appends where a link points. */
    public long readlink(String path, StringBuilder target) {
        UserBuffer buffer = allocate(TEXT_CHUNK);
        long n = sys.readlinkat(CWD, path, buffer.address(), TEXT_CHUNK);
        if (n > 0) {
            target.append(buffer.text(0, (int) n));
        }
        buffer.free();
        return n;
    }

    // ---- attributes

    public long stat(String path, Kstat stat) {
        return sys.newfstatat(CWD, path, stat, 0);
    }

    public long lstat(String path, Kstat stat) {
        return sys.newfstatat(CWD, path, stat, AtFlags.AT_SYMLINK_NOFOLLOW);
    }

    public long fstat(int fd, Kstat stat) {
        return sys.fstat(fd, stat);
    }

    /** Whether there is such a name, even if it is a link to nowhere. */
    public boolean exists(String path) {
        return lstat(path, new Kstat()) == 0;
    }

    /**
     * Asks whether this process may use a file so.
     *
     * @param mode {@code R_OK} and so on
     */
    public long access(String path, int mode) {
        return sys.faccessat2(CWD, path, mode, 0);
    }

    public long chmod(String path, int mode) {
        return sys.fchmodat2(CWD, path, Mode.permissions(mode), 0);
    }

    /**
     * Gives a file to a user and a group.
     *
     * @param uid -1 to leave it
     * @param gid -1 to leave it
     */
    public long chown(String path, int uid, int gid, boolean follow) {
        return sys.fchownat(CWD, path, uid, gid, nofollow(follow));
    }

    public long setTimes(String path, Timespec atime, Timespec mtime, boolean follow) {
        return sys.utimensat(CWD, path, atime, mtime, nofollow(follow));
    }

    private static int nofollow(boolean follow) {
        return follow ? 0 : AtFlags.AT_SYMLINK_NOFOLLOW;
    }

    public long statfs(String path, Kstatfs statfs) {
        return sys.statfs(path, statfs);
    }

    // ---- extended attributes

    /** Appends the value. */
    public long getxattr(String path, String xattr, StringBuilder value, boolean follow) {
        UserBuffer buffer = allocate(XATTR_SIZE);
        long at = buffer.address();
        long n = sys.getxattr(path, follow, xattr, at, XATTR_SIZE);
        if (n > 0) {
            value.append(buffer.text(0, (int) n));
        }
        buffer.free();
        return n;
    }

    /** Appends the names. */
    public long listxattr(String path, List<String> names, boolean follow) {
        UserBuffer buffer = allocate(XATTR_SIZE);
        long at = buffer.address();
        long n = sys.listxattr(path, follow, at, XATTR_SIZE);
        if (n > 0) {
            List<String> found = List.of(buffer.text(0, (int) n).split("\0", -1));
            names.addAll(found.subList(0, found.size() - 1));
        }
        buffer.free();
        return n;
    }

    /**
     * Sets the value.
     *
     * @param flags {@code XATTR_} flags
     */
    public long setxattr(String path, String xattr, String value, int flags, boolean follow) {
        UserBuffer buffer = allocate(Math.max(1, value.length()));
        buffer.putText(value);
        long at = buffer.address();
        long error = sys.setxattr(path, follow, xattr, at, value.length(), flags);
        buffer.free();
        return error;
    }

    public long removexattr(String path, String xattr, boolean follow) {
        return sys.removexattr(path, follow, xattr);
    }
}
