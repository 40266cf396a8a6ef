package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.XattrFlags;
import dev.fuselage.machine.memory.IoVector;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The extended attributes of one file, listed in the order they were first set. See xattr(7). */
final class ExtendedAttributes implements Snapshotted {

    /** File capabilities; a change of content removes them. */
    static final FileName SECURITY_CAPABILITY = FileName.of("security.capability");

    private static final FileName USER = FileName.of("user.");
    private static final FileName TRUSTED = FileName.of("trusted.");
    private static final FileName SECURITY = FileName.of("security.");

    private final Map<FileName, byte[]> values = new LinkedHashMap<>();
    private final AttributeSpace space;
    private int listBytes;

    ExtendedAttributes(AttributeSpace space) {
        this.space = space;
    }

    /**
     * Whether a file of this type can have an attribute of this name: {@code user.} is for regular
     * files and directories alone.
     *
     * @param forWriting an attempt to write says EPERM where one to read says ENODATA
     * @return 0 or a negative errno
     */
    static int check(FileName name, int mode, boolean forWriting) {
        if (name.startsWith(USER) && name.length() > USER.length()) {
            if (Mode.isRegular(mode) || Mode.isDirectory(mode)) {
                return 0;
            }
            return forWriting ? -Errno.EPERM : -Errno.ENODATA;
        }
        boolean known =
                (name.startsWith(TRUSTED) && name.length() > TRUSTED.length())
                        || (name.startsWith(SECURITY) && name.length() > SECURITY.length())
                        || PosixAcl.isAcl(name);
        return known ? 0 : -Errno.EOPNOTSUPP;
    }

    byte @Nullable [] find(FileName name) {
        return values.get(name);
    }

    /** Sets one; {@code flags} are those of setxattr(2). Returns 0 or a negative errno. */
    int set(FileName name, byte[] value, int flags) {
        boolean exists = values.containsKey(name);
        if (exists && (flags & XattrFlags.XATTR_CREATE) != 0) {
            return -Errno.EEXIST;
        }
        if (!exists && (flags & XattrFlags.XATTR_REPLACE) != 0) {
            return -Errno.ENODATA;
        }
        if (!exists && listBytes + name.length() + 1 > XattrFlags.XATTR_LIST_MAX) {
            return -Errno.ENOSPC;
        }
        if (!space.hasRoom(name.length() + 1L + value.length)) {
            return -Errno.ENOSPC;
        }
        put(name, value);
        return 0;
    }

    /** Sets one, whether it exists or not and whether there is room or not. */
    void put(FileName name, byte[] value) {
        byte[] old = values.put(name.copy(), value);
        space.add(value.length);
        if (old == null) {
            listBytes += name.length() + 1;
            space.add(name.length() + 1L);
        } else {
            space.add(-old.length);
        }
    }

    boolean remove(FileName name) {
        byte[] old = values.remove(name);
        if (old == null) {
            return false;
        }
        listBytes -= name.length() + 1;
        space.add(-(name.length() + 1L + old.length));
        return true;
    }

    /** The file is gone: gives its room back. */
    void discard() {
        long bytes = listBytes;
        for (byte[] value : values.values()) {
            bytes += value.length;
        }
        space.add(-bytes);
        values.clear();
        listBytes = 0;
    }

    /** As {@link dev.fuselage.devices.fs.FileSystem#listxattr}. */
    int list(IoVector into, long skip, int size) {
        if (size == 0) {
            return listBytes;
        }
        if (listBytes > size) {
            return -Errno.ERANGE;
        }
        byte[] names = new byte[listBytes];
        MemorySegment segment = MemorySegment.ofArray(names);
        int at = 0;
        for (FileName name : values.keySet()) {
            name.copyTo(segment, at);
            at += name.length() + 1;
        }
        into.copyIn(skip, segment, 0, listBytes);
        return listBytes;
    }

    /** As {@link dev.fuselage.devices.fs.FileSystem#getxattr}, of a value. */
    static int give(byte[] value, IoVector into, long skip, int size) {
        if (size == 0) {
            return value.length;
        }
        if (value.length > size) {
            return -Errno.ERANGE;
        }
        into.copyIn(skip, MemorySegment.ofArray(value), 0, value.length);
        return value.length;
    }

    /** Bytes of a request as an array. */
    static byte[] take(IoVector from, long skip, int length) {
        byte[] value = new byte[length];
        from.copyOut(skip, MemorySegment.ofArray(value), 0, length);
        return value;
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putInt(values.size());
        values.forEach((name, value) -> {
            to.putBytes(name.toBytes());
            to.putBytes(value);
        });
    }

    @Override
    public void load(SnapshotReader from) {
        for (int left = from.getInt(0, XattrFlags.XATTR_LIST_MAX); left > 0; left--) {
            put(FileName.of(from.getBytes()), from.getBytes());
        }
    }
}
