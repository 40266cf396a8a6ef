package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.XattrFlags;
import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.LookupFlags;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.Path;
import dev.fuselage.kernel.vfs.Xattrs;

/** The calls about extended attributes (fs/xattr.c). */
final class XattrCalls {
    private static final int LIST_MAX = 65536;
    private static final byte[] NOTHING = {};

    /** One of the calls, on a file that has been found. */
    private enum Call {
        GET,
        SET,
        LIST,
        REMOVE;

        boolean changes() {
            return this == SET || this == REMOVE;
        }
    }

    private final CallContext context;
    private String name = "";
    private long buffer;
    private long size;
    private int flags;

    XattrCalls(CallContext context) {
        this.context = context;
    }

    long get(String path, boolean follow, String attribute, long value, long bytes) {
        return byPath(Call.GET, path, follow, attribute, value, bytes, 0);
    }

    long get(int fd, String attribute, long value, long bytes) {
        return byFile(Call.GET, fd, attribute, value, bytes, 0);
    }

    long set(String path, boolean follow, String attribute, long value, long bytes, int how) {
        return byPath(Call.SET, path, follow, attribute, value, bytes, how);
    }

    long set(int fd, String attribute, long value, long bytes, int how) {
        return byFile(Call.SET, fd, attribute, value, bytes, how);
    }

    long list(String path, boolean follow, long list, long bytes) {
        return byPath(Call.LIST, path, follow, "*", list, bytes, 0);
    }

    long list(int fd, long list, long bytes) {
        return byFile(Call.LIST, fd, "*", list, bytes, 0);
    }

    long remove(String path, boolean follow, String attribute) {
        return byPath(Call.REMOVE, path, follow, attribute, 0, 0, 0);
    }

    long remove(int fd, String attribute) {
        return byFile(Call.REMOVE, fd, attribute, 0, 0, 0);
    }

    private void prepare(String attribute, long address, long bytes, int how) {
        name = attribute;
        buffer = address;
        size = bytes;
        flags = how;
    }

    /** What is wrong with the arguments themselves: 0 or negative. */
    private int validate(Call call) {
        if (call == Call.SET
                && (flags & ~(XattrFlags.XATTR_CREATE | XattrFlags.XATTR_REPLACE)) != 0) {
            return -Errno.EINVAL;
        }
        if (name.isEmpty() || name.length() > Xattrs.NAME_MAX) {
            return -Errno.ERANGE;
        }
        return call == Call.SET && (size < 0 || size > Xattrs.SIZE_MAX) ? -Errno.E2BIG : 0;
    }

    private long byPath(
            Call call,
            String path,
            boolean follow,
            String attribute,
            long address,
            long bytes,
            int how) {
        prepare(attribute, address, bytes, how);
        int error = call.changes() ? validate(call) : 0;
        if (error != 0) {
            return error;
        }
        int lookup = follow ? LookupFlags.FOLLOW : 0;
        long result = once(call, path, lookup);
        return result == -Errno.ESTALE ? once(call, path, lookup | LookupFlags.REVAL) : result;
    }

    private long once(Call call, String path, int lookup) {
        int error = context.vfs.paths().lookup(Syscalls.AT_FDCWD, path, lookup, context.path);
        if (error != 0) {
            return error;
        }
        long result = on(call, context.path);
        context.path.put();
        return result;
    }

    private long byFile(Call call, int fd, String attribute, long address, long bytes, int how) {
        prepare(attribute, address, bytes, how);
        OpenFile file = context.file(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        int error = call.changes() ? validate(call) : 0;
        return error != 0 ? error : on(call, file.path);
    }

    private long on(Call call, Path path) {
        if (!call.changes()) {
            return call == Call.GET ? get(path.entry()) : list(path.entry());
        }
        int error = path.mount().wantWrite();
        if (error != 0) {
            return error;
        }
        error = call == Call.SET ? set(path.entry()) : Xattrs.remove(path.entry(), name);
        path.mount().dropWrite();
        return error;
    }

    private long get(Dentry dentry) {
        int error = validate(Call.GET);
        if (error != 0) {
            return error;
        }
        int room = Math.clamp(size, 0, Xattrs.SIZE_MAX);
        byte[] value = room == 0 ? null : new byte[room];
        long length = Xattrs.get(dentry, name, value, room);
        if (length > 0 && value != null) {
            error = context.memory.put(buffer, value, 0, (int) length);
            return error != 0 ? error : length;
        }
        return length == -Errno.ERANGE && size >= Xattrs.SIZE_MAX ? -Errno.E2BIG : length;
    }

    private int set(Dentry dentry) {
        byte[] value = new byte[(int) size];
        int error = context.memory.get(buffer, value, 0, value.length);
        return error != 0 ? error : Xattrs.set(dentry, name, value, value.length, flags);
    }

    private long list(Dentry dentry) {
        int room = Math.clamp(size, 0, LIST_MAX);
        byte[] list = room == 0 ? NOTHING : new byte[room];
        long length = Xattrs.list(dentry, list, room);
        if (length > 0 && room > 0) {
            int error = context.memory.put(buffer, list, 0, (int) length);
            return error != 0 ? error : length;
        }
        return length == -Errno.ERANGE && size >= LIST_MAX ? -Errno.E2BIG : length;
    }
}
