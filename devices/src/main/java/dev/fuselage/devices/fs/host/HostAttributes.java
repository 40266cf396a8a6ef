package dev.fuselage.devices.fs.host;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.devices.fs.FileSystemStatistics;
import dev.fuselage.devices.fs.SetAttributes;
import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.Mode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Attributes of a file and of its file system: reading, changing, permission checks. */
final class HostAttributes {

    private static final int UTIME_NOW = 0x3fff_ffff;
    private static final int UTIME_OMIT = 0x3fff_fffe;
    private static final long TIMESPEC_SIZE = 16;
    private static final long TV_NSEC = 8;
    private static final int NO_ID = -1;

    private static final int STATFS_SIZE = 120;
    private static final long F_BSIZE = 8;
    private static final long F_BLOCKS = 16;
    private static final long F_BFREE = 24;
    private static final long F_BAVAIL = 32;
    private static final long F_FILES = 40;
    private static final long F_FFREE = 48;
    private static final long F_NAMELEN = 64;
    private static final long F_FRSIZE = 72;

    private final LinuxSystemCalls calls;
    private final CallStrings strings;
    private final Statx statx;
    private final Capabilities capabilities;
    private final CallerRights rights;
    private final HostDescriptors descriptors;
    private final MemorySegment times;
    private final MemorySegment statfs;

    HostAttributes(Host host) {
        calls = host.calls();
        strings = host.strings();
        statx = host.statx();
        capabilities = host.capabilities();
        rights = host.rights();
        descriptors = host.descriptors();
        Arena arena = host.arena();
        times = arena.allocate(2 * TIMESPEC_SIZE, 8);
        statfs = arena.allocate(STATFS_SIZE, 8);
    }

    int getattr(HostNode node, @Nullable HostHandle handle, FileAttributes out) {
        int fd = descriptor(node, handle);
        return fd < 0 ? fd : read(fd, out);
    }

    /**
     * Changes in the order in which one change does not undo or forbid another: a new size or owner
     * costs set-id bits, a new mode may forbid truncation, and all of them set times.
     */
    int setattr(
            HostNode node, @Nullable HostHandle handle, SetAttributes change, FileAttributes out) {
        int fd = descriptor(node, handle);
        int error = Math.min(fd, 0);
        if (error == 0 && change.has(SetAttributes.SIZE)) {
            error = truncate(fd, handle, change);
        }
        if (error == 0 && change.hasAny(SetAttributes.UID | SetAttributes.GID)) {
            error = chown(fd, change);
        }
        if (error == 0 && change.has(SetAttributes.MODE)) {
            error = chmod(fd, Mode.permissions(change.mode));
        }
        if (error == 0 && change.hasAny(SetAttributes.ATIME | SetAttributes.MTIME)) {
            error = utimens(fd, change);
        }
        return error == 0 ? read(fd, out) : error;
    }

    /** Removes the set-group-id bit if it is set. */
    int dropSetGroupId(HostNode node) {
        int fd = descriptors.of(node);
        int error = fd < 0 ? fd : statx.read(fd);
        if (error == 0 && (statx.mode() & Mode.S_ISGID) != 0) {
            error = chmod(fd, Mode.permissions(statx.mode()) & ~Mode.S_ISGID);
        }
        return error;
    }

    /** Asks the host, as the caller: so access control lists count too. */
    int access(HostNode node, int mask, Caller caller) {
        int fd = descriptors.of(node);
        int error = fd < 0 ? fd : rights.enter(caller);
        if (error != 0) {
            return error;
        }
        try {
            return (int)
                    calls.call(
                            SystemCall.FACCESSAT2,
                            fd,
                            strings.empty(),
                            mask,
                            AtFlags.AT_EACCESS | AtFlags.AT_EMPTY_PATH);
        } finally {
            rights.leave();
        }
    }

    int statfs(HostNode node, FileSystemStatistics out) {
        int fd = descriptors.of(node);
        int error = fd < 0 ? fd : (int) calls.call(SystemCall.FSTATFS, fd, statfs.address());
        if (error == 0) {
            out.bsize = (int) statfs.get(JAVA_LONG, F_BSIZE);
            out.blocks = statfs.get(JAVA_LONG, F_BLOCKS);
            out.bfree = statfs.get(JAVA_LONG, F_BFREE);
            out.bavail = statfs.get(JAVA_LONG, F_BAVAIL);
            out.files = statfs.get(JAVA_LONG, F_FILES);
            out.ffree = statfs.get(JAVA_LONG, F_FFREE);
            out.namelen = (int) statfs.get(JAVA_LONG, F_NAMELEN);
            out.frsize = (int) statfs.get(JAVA_LONG, F_FRSIZE);
        }
        return error;
    }

    private int descriptor(HostNode node, @Nullable HostHandle handle) {
        return handle == null ? descriptors.of(node) : handle.descriptor();
    }

    private int read(int fd, FileAttributes out) {
        int error = statx.read(fd);
        if (error == 0) {
            statx.copyTo(out);
        }
        return error;
    }

    private int chown(int fd, SetAttributes change) {
        int uid = change.has(SetAttributes.UID) ? change.uid : NO_ID;
        int gid = change.has(SetAttributes.GID) ? change.gid : NO_ID;
        return (int)
                calls.call(
                        SystemCall.FCHOWNAT,
                        fd,
                        strings.empty(),
                        Integer.toUnsignedLong(uid),
                        Integer.toUnsignedLong(gid),
                        AtFlags.AT_EMPTY_PATH);
    }

    private int chmod(int fd, int permissions) {
        return (int)
                calls.call(
                        SystemCall.FCHMODAT,
                        AtFlags.AT_FDCWD,
                        strings.descriptorPath(fd),
                        permissions);
    }

    private int truncate(int fd, @Nullable HostHandle handle, SetAttributes change) {
        boolean dropped = change.has(SetAttributes.KILL_SUIDGID) && capabilities.dropFsetid();
        try {
            // An open file may be truncated although its mode no longer lets it be opened.
            return handle instanceof HostFile
                    ? (int) calls.call(SystemCall.FTRUNCATE, fd, change.size)
                    : (int)
                            calls.call(
                                    SystemCall.TRUNCATE, strings.descriptorPath(fd), change.size);
        } finally {
            if (dropped) {
                capabilities.restoreFsetid();
            }
        }
    }

    private int utimens(int fd, SetAttributes change) {
        setTime(
                0,
                change.has(SetAttributes.ATIME),
                change.has(SetAttributes.ATIME_NOW),
                change.atime,
                change.atimeNanos);
        setTime(
                TIMESPEC_SIZE,
                change.has(SetAttributes.MTIME),
                change.has(SetAttributes.MTIME_NOW),
                change.mtime,
                change.mtimeNanos);
        return (int)
                calls.call(
                        SystemCall.UTIMENSAT,
                        AtFlags.AT_FDCWD,
                        strings.descriptorPath(fd),
                        times.address(),
                        0);
    }

    private void setTime(long at, boolean wanted, boolean now, long seconds, int nanos) {
        times.set(JAVA_LONG, at, seconds);
        long nsec = nanos;
        if (!wanted) {
            nsec = UTIME_OMIT;
        } else if (now) {
            nsec = UTIME_NOW;
        }
        times.set(JAVA_LONG, at + TV_NSEC, nsec);
    }
}
