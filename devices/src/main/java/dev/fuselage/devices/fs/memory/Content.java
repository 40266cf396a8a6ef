package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FallocateMode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.machine.memory.IoVector;

/** What reads and changes the content of regular files, through handles. */
final class Content {

    /** Largest size of a file in bytes: ext4's with blocks of 4 KiB. */
    static final long MAX_SIZE = (1L << 44) - BlockStore.BLOCK;

    private final Inodes inodes;

    Content(Inodes inodes) {
        this.inodes = inodes;
    }

    /** Opens with the truncation that O_TRUNC asks for. */
    int open(MemoryNode node, int flags, int openFlags) {
        if (node instanceof DirectoryNode) {
            return -Errno.EISDIR;
        }
        if (!(node instanceof RegularNode file)) {
            return -Errno.EBADF;
        }
        if ((flags & OpenFlags.O_TRUNC) != 0) {
            setSize(file, 0, (openFlags & FileSystem.OPEN_KILL_SUIDGID) != 0);
        }
        return 0;
    }

    long read(Handle handle, long offset, IoVector into, long skip, long length) {
        MemoryHandle open = (MemoryHandle) handle;
        if (open.node() instanceof DirectoryNode) {
            return -Errno.EISDIR;
        }
        if (!open.readable() || !(open.node() instanceof RegularNode file)) {
            return -Errno.EBADF;
        }
        if (offset < 0 || length < 0) {
            return -Errno.EINVAL;
        }
        long count = Math.min(length, file.size - offset);
        if (count > 0) {
            file.data.read(offset, into, skip, count);
        }
        if (length > 0) {
            file.accessed(inodes.now());
        }
        return Math.max(count, 0);
    }

    long write(Handle handle, long offset, IoVector from, long skip, long length, int writeFlags) {
        MemoryHandle open = (MemoryHandle) handle;
        if (!open.writable() || !(open.node() instanceof RegularNode file)) {
            return -Errno.EBADF;
        }
        boolean append = (writeFlags & FileSystem.WRITE_APPEND) != 0;
        long start = append ? file.size : offset;
        if (start < 0 || length < 0) {
            return -Errno.EINVAL;
        }
        if (length == 0) {
            return 0;
        }
        if (start >= MAX_SIZE) {
            return -Errno.EFBIG;
        }
        long done = file.data.write(start, from, skip, Math.min(length, MAX_SIZE - start));
        if (done == 0) {
            return -Errno.ENOSPC;
        }
        grow(file, start + done);
        changed(file, (writeFlags & FileSystem.WRITE_KILL_SUIDGID) != 0);
        return done;
    }

    private static void grow(RegularNode file, long end) {
        file.size = Math.max(file.size, end);
    }

    private void changed(RegularNode file, boolean killSetIds) {
        if (killSetIds) {
            file.dropSetIds();
        }
        file.dropCapabilities();
        file.modified(inodes.now());
    }

    /** Truncates or extends. */
    int setSize(MemoryNode node, long size, boolean killSetIds) {
        if (node instanceof DirectoryNode) {
            return -Errno.EISDIR;
        }
        if (!(node instanceof RegularNode file) || size < 0) {
            return -Errno.EINVAL;
        }
        if (size > MAX_SIZE) {
            return -Errno.EFBIG;
        }
        // Also without a change of size: blocks that fallocate put beyond the end go.
        if (size <= file.size) {
            file.data.truncate(size);
        }
        file.size = size;
        changed(file, killSetIds);
        return 0;
    }

    int fallocate(Handle handle, int mode, long offset, long length) {
        MemoryHandle open = (MemoryHandle) handle;
        if (!open.writable() || !(open.node() instanceof RegularNode file)) {
            return -Errno.EBADF;
        }
        if (offset < 0 || length <= 0) {
            return -Errno.EINVAL;
        }
        boolean keep = (mode & FallocateMode.FALLOC_FL_KEEP_SIZE) != 0;
        int action = mode & ~FallocateMode.FALLOC_FL_KEEP_SIZE;
        boolean known =
                action == 0
                        || action == FallocateMode.FALLOC_FL_ZERO_RANGE
                        || (action == FallocateMode.FALLOC_FL_PUNCH_HOLE && keep);
        if (!known) {
            return -Errno.EOPNOTSUPP;
        }
        if (offset > MAX_SIZE - length) {
            return -Errno.EFBIG;
        }
        if (action == FallocateMode.FALLOC_FL_PUNCH_HOLE) {
            file.data.punch(offset, length);
        } else {
            if (action == FallocateMode.FALLOC_FL_ZERO_RANGE) {
                file.data.zero(offset, length);
            }
            if (!file.data.allocate(offset, length)) {
                return -Errno.ENOSPC;
            }
            if (!keep) {
                grow(file, offset + length);
            }
        }
        changed(file, false);
        return 0;
    }

    long lseek(Handle handle, long offset, int whence) {
        if (!(((MemoryHandle) handle).node() instanceof RegularNode file)) {
            return -Errno.EBADF;
        }
        return switch (whence) {
            case Seek.SEEK_SET -> offset < 0 || offset > MAX_SIZE ? -Errno.EINVAL : offset;
            case Seek.SEEK_END -> {
                long end = file.size + offset;
                boolean overflow = offset > 0 && end < 0;
                yield overflow || end < 0 || end > MAX_SIZE ? -Errno.EINVAL : end;
            }
            case Seek.SEEK_DATA, Seek.SEEK_HOLE -> {
                if (offset < 0 || offset >= file.size) {
                    yield -Errno.ENXIO;
                }
                if (whence == Seek.SEEK_HOLE) {
                    yield file.data.nextHole(offset, file.size);
                }
                long data = file.data.nextData(offset, file.size);
                yield data == file.size ? -Errno.ENXIO : data;
            }
            default -> -Errno.EINVAL;
        };
    }

    long copyFileRange(
            Handle in, long inOffset, Handle out, long outOffset, long length, int flags) {
        MemoryHandle from = (MemoryHandle) in;
        MemoryHandle to = (MemoryHandle) out;
        if (from.node() instanceof DirectoryNode || to.node() instanceof DirectoryNode) {
            return -Errno.EISDIR;
        }
        if (!(from.node() instanceof RegularNode source)
                || !(to.node() instanceof RegularNode target)
                || !from.readable()
                || !to.writable()) {
            return -Errno.EBADF;
        }
        boolean valid = flags == 0 && inOffset >= 0 && outOffset >= 0 && length >= 0;
        if (!valid || inOffset > Long.MAX_VALUE - length || outOffset > Long.MAX_VALUE - length) {
            return -Errno.EINVAL;
        }
        long count = Math.min(length, source.size - inOffset);
        if (count <= 0) {
            return 0;
        }
        if (outOffset >= MAX_SIZE) {
            return -Errno.EFBIG;
        }
        count = Math.min(count, MAX_SIZE - outOffset);
        if (source == target && inOffset < outOffset + count && outOffset < inOffset + count) {
            return -Errno.EINVAL;
        }
        long done = target.data.copyFrom(source.data, inOffset, outOffset, count);
        if (done == 0) {
            return -Errno.ENOSPC;
        }
        grow(target, outOffset + done);
        changed(target, false);
        source.accessed(inodes.now());
        return done;
    }
}
