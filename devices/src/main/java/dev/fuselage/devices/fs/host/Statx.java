package dev.fuselage.devices.fs.host;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.fuse.linux.StatxMask;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The statx(2) call on a descriptor, and the {@code struct statx} it filled last. */
final class Statx {

    private static final int SIZE = 256;
    private static final int FLAGS = AtFlags.AT_EMPTY_PATH | AtFlags.AT_NO_AUTOMOUNT;
    private static final int MASK =
            StatxMask.STATX_BASIC_STATS | StatxMask.STATX_BTIME | StatxMask.STATX_MNT_ID;

    private static final long STX_MASK = 0;
    private static final long STX_BLKSIZE = 4;
    private static final long STX_NLINK = 16;
    private static final long STX_UID = 20;
    private static final long STX_GID = 24;
    private static final long STX_MODE = 28;
    private static final long STX_INO = 32;
    private static final long STX_SIZE = 40;
    private static final long STX_BLOCKS = 48;
    private static final long STX_ATIME = 64;
    private static final long STX_BTIME = 80;
    private static final long STX_CTIME = 96;
    private static final long STX_MTIME = 112;
    private static final long STX_RDEV_MAJOR = 128;
    private static final long STX_RDEV_MINOR = 132;
    private static final long STX_DEV_MAJOR = 136;
    private static final long STX_DEV_MINOR = 140;
    private static final long STX_MNT_ID = 144;
    private static final long TV_NSEC = 8;

    private final LinuxSystemCalls calls;
    private final CallStrings strings;
    private final MemorySegment buffer;

    Statx(LinuxSystemCalls calls, CallStrings strings, Arena arena) {
        this.calls = calls;
        this.strings = strings;
        this.buffer = arena.allocate(SIZE, 8);
    }

    /** Asks about what a descriptor (O_PATH or not) stands for. Returns 0 or a negative errno. */
    int read(int descriptor) {
        return (int)
                calls.call(
                        SystemCall.STATX,
                        descriptor,
                        strings.empty(),
                        FLAGS,
                        MASK,
                        buffer.address());
    }

    /** Inode number. */
    long ino() {
        return buffer.get(JAVA_LONG, STX_INO);
    }

    /** File system instance: major number above, minor number below. */
    long device() {
        return (long) buffer.get(JAVA_INT, STX_DEV_MAJOR) << 32
                | Integer.toUnsignedLong(buffer.get(JAVA_INT, STX_DEV_MINOR));
    }

    /** Mount the file was found through; 0 where the kernel is too old (before 5.8) to tell. */
    long mountId() {
        boolean told = (buffer.get(JAVA_INT, STX_MASK) & StatxMask.STATX_MNT_ID) != 0;
        return told ? buffer.get(JAVA_LONG, STX_MNT_ID) : 0;
    }

    /** Type and permission bits. */
    int mode() {
        return Short.toUnsignedInt(buffer.get(JAVA_SHORT, STX_MODE));
    }

    /** Number of names. */
    int nlink() {
        return buffer.get(JAVA_INT, STX_NLINK);
    }

    /** Copies all there is. */
    void copyTo(FileAttributes out) {
        out.ino = ino();
        out.size = buffer.get(JAVA_LONG, STX_SIZE);
        out.blocks = buffer.get(JAVA_LONG, STX_BLOCKS);
        out.atime = buffer.get(JAVA_LONG, STX_ATIME);
        out.mtime = buffer.get(JAVA_LONG, STX_MTIME);
        out.ctime = buffer.get(JAVA_LONG, STX_CTIME);
        out.atimeNanos = buffer.get(JAVA_INT, STX_ATIME + TV_NSEC);
        out.mtimeNanos = buffer.get(JAVA_INT, STX_MTIME + TV_NSEC);
        out.ctimeNanos = buffer.get(JAVA_INT, STX_CTIME + TV_NSEC);
        out.hasBtime = (buffer.get(JAVA_INT, STX_MASK) & StatxMask.STATX_BTIME) != 0;
        out.btime = out.hasBtime ? buffer.get(JAVA_LONG, STX_BTIME) : 0;
        out.btimeNanos = out.hasBtime ? buffer.get(JAVA_INT, STX_BTIME + TV_NSEC) : 0;
        out.mode = mode();
        out.nlink = nlink();
        out.uid = buffer.get(JAVA_INT, STX_UID);
        out.gid = buffer.get(JAVA_INT, STX_GID);
        out.rdev =
                DeviceNumber.of(
                        buffer.get(JAVA_INT, STX_RDEV_MAJOR), buffer.get(JAVA_INT, STX_RDEV_MINOR));
        out.blksize = buffer.get(JAVA_INT, STX_BLKSIZE);
    }
}
