package dev.fuselage.devices.fs.host;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.XattrFlags;
import dev.fuselage.machine.memory.IoVector;
import java.lang.foreign.MemorySegment;

/**
 * Extended attributes and, as they are read the same way, targets of symbolic links. The calls for
 * open files refuse O_PATH descriptors, so the path to the descriptor names the file.
 */
final class HostXattrs {

    private static final FileName ACL_ACCESS = FileName.of("system.posix_acl_access");

    private final LinuxSystemCalls calls;
    private final CallStrings strings;
    private final HostDescriptors descriptors;
    private final HostAttributes attributes;
    private final MemorySegment value;

    HostXattrs(Host host, HostAttributes attributes) {
        calls = host.calls();
        strings = host.strings();
        descriptors = host.descriptors();
        this.attributes = attributes;
        value = host.arena().allocate(XattrFlags.XATTR_SIZE_MAX);
    }

    int getxattr(HostNode node, FileName name, IoVector into, long skip, int size) {
        int fd = descriptor(node, name);
        if (fd < 0) {
            return fd;
        }
        int length =
                (int)
                        calls.call(
                                SystemCall.GETXATTR,
                                strings.descriptorPath(fd),
                                strings.name(name),
                                value.address(),
                                Math.min(size, XattrFlags.XATTR_SIZE_MAX));
        return give(length, into, skip, size);
    }

    int listxattr(HostNode node, IoVector into, long skip, int size) {
        int fd = descriptors.of(node);
        if (fd < 0) {
            return fd;
        }
        int length =
                (int)
                        calls.call(
                                SystemCall.LISTXATTR,
                                strings.descriptorPath(fd),
                                value.address(),
                                Math.min(size, XattrFlags.XATTR_LIST_MAX));
        return give(length, into, skip, size);
    }

    int setxattr(
            HostNode node,
            FileName name,
            IoVector from,
            long skip,
            int length,
            int flags,
            int fuseFlags) {
        if (length > XattrFlags.XATTR_SIZE_MAX) {
            return -Errno.E2BIG;
        }
        int fd = descriptor(node, name);
        if (fd < 0) {
            return fd;
        }
        from.copyOut(skip, value, 0, length);
        int error =
                (int)
                        calls.call(
                                SystemCall.SETXATTR,
                                strings.descriptorPath(fd),
                                strings.name(name),
                                value.address(),
                                length,
                                flags);
        boolean dropSetGroupId =
                (fuseFlags & FileSystem.SETXATTR_ACL_KILL_SGID) != 0 && name.equals(ACL_ACCESS);
        return error == 0 && dropSetGroupId ? attributes.dropSetGroupId(node) : error;
    }

    int removexattr(HostNode node, FileName name) {
        int fd = descriptor(node, name);
        return fd < 0
                ? fd
                : (int)
                        calls.call(
                                SystemCall.REMOVEXATTR,
                                strings.descriptorPath(fd),
                                strings.name(name));
    }

    int readlink(HostNode node, IoVector into, long skip, int length) {
        if (!Mode.isSymbolicLink(node.type())) {
            return -Errno.EINVAL;
        }
        int fd = descriptors.of(node);
        if (fd < 0) {
            return fd;
        }
        int read =
                (int)
                        calls.call(
                                SystemCall.READLINKAT,
                                fd,
                                strings.empty(),
                                value.address(),
                                Math.min(length, FileName.PATH_MAX));
        return give(read, into, skip, length);
    }

    /** The node's descriptor, or what the kernel answers to such a name (xattr(7)). */
    private int descriptor(HostNode node, FileName name) {
        boolean fits = name.length() > 0 && name.length() <= XattrFlags.XATTR_NAME_MAX;
        return fits ? descriptors.of(node) : -Errno.ERANGE;
    }

    private int give(int length, IoVector into, long skip, int room) {
        if (length > 0 && room > 0) {
            into.copyIn(skip, value, 0, length);
        }
        return length;
    }
}
