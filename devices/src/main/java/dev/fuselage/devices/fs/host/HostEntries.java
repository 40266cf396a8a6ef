package dev.fuselage.devices.fs.host;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.NodeResult;
import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.RenameFlags;

/**
 * Names in directories: making files that are not opened, linking, renaming, removing. Each is one
 * call on held directories and single names, none of which follows a symbolic link at the name.
 */
final class HostEntries {

    private static final int RENAME_FLAGS =
            RenameFlags.RENAME_NOREPLACE
                    | RenameFlags.RENAME_EXCHANGE
                    | RenameFlags.RENAME_WHITEOUT;

    private final LinuxSystemCalls calls;
    private final CallStrings strings;
    private final CallerRights rights;
    private final HostDescriptors descriptors;
    private final HostNodes nodes;
    private final boolean deviceNodes;

    HostEntries(Host host) {
        calls = host.calls();
        strings = host.strings();
        rights = host.rights();
        descriptors = host.descriptors();
        nodes = host.nodes();
        deviceNodes = host.options().deviceNodes();
    }

    int mkdir(Caller caller, HostNode parent, FileName name, int mode, NodeResult out) {
        int directory = descriptors.of(parent);
        int error = directory < 0 ? directory : rights.enter(caller);
        if (error != 0) {
            return error;
        }
        try {
            error =
                    (int)
                            calls.call(
                                    SystemCall.MKDIRAT,
                                    directory,
                                    strings.name(name),
                                    Mode.permissions(mode));
        } finally {
            rights.leave();
        }
        return error == 0 ? nodes.find(parent, name, out) : error;
    }

    int mknod(Caller caller, HostNode parent, FileName name, int mode, int rdev, NodeResult out) {
        if (!deviceNodes && (Mode.isCharacterDevice(mode) || Mode.isBlockDevice(mode))) {
            return -Errno.EPERM;
        }
        int directory = descriptors.of(parent);
        int error = directory < 0 ? directory : rights.enter(caller);
        if (error != 0) {
            return error;
        }
        try {
            error =
                    (int)
                            calls.call(
                                    SystemCall.MKNODAT,
                                    directory,
                                    strings.name(name),
                                    mode,
                                    Integer.toUnsignedLong(rdev));
        } finally {
            rights.leave();
        }
        return error == 0 ? nodes.find(parent, name, out) : error;
    }

    int symlink(Caller caller, HostNode parent, FileName name, FileName target, NodeResult out) {
        int directory = descriptors.of(parent);
        int error = directory < 0 ? directory : rights.enter(caller);
        if (error != 0) {
            return error;
        }
        try {
            error =
                    (int)
                            calls.call(
                                    SystemCall.SYMLINKAT,
                                    strings.secondName(target),
                                    directory,
                                    strings.name(name));
        } finally {
            rights.leave();
        }
        return error == 0 ? nodes.find(parent, name, out) : error;
    }

    int link(HostNode node, HostNode newParent, FileName newName, NodeResult out) {
        int file = descriptors.of(node);
        int directory = file < 0 ? file : descriptors.of(newParent);
        if (directory < 0) {
            return directory;
        }
        int error =
                (int)
                        calls.call(
                                SystemCall.LINKAT,
                                AtFlags.AT_FDCWD,
                                strings.descriptorPath(file),
                                directory,
                                strings.name(newName),
                                AtFlags.AT_SYMLINK_FOLLOW);
        return error == 0 ? nodes.find(newParent, newName, out) : error;
    }

    int unlink(HostNode parent, FileName name) {
        return remove(parent, name, 0);
    }

    int rmdir(HostNode parent, FileName name) {
        return remove(parent, name, AtFlags.AT_REMOVEDIR);
    }

    int rename(
            Caller caller,
            HostNode oldParent,
            FileName oldName,
            HostNode newParent,
            FileName newName,
            int flags) {
        if ((flags & ~RENAME_FLAGS) != 0) {
            return -Errno.EINVAL;
        }
        int from = descriptors.of(oldParent);
        int to = from < 0 ? from : descriptors.of(newParent);
        boolean makesFile = (flags & RenameFlags.RENAME_WHITEOUT) != 0;
        int error = to < 0 || !makesFile ? Math.min(to, 0) : rights.enter(caller);
        if (error != 0) {
            return error;
        }
        try {
            return (int)
                    calls.call(
                            SystemCall.RENAMEAT2,
                            from,
                            strings.name(oldName),
                            to,
                            strings.secondName(newName),
                            flags);
        } finally {
            if (makesFile) {
                rights.leave();
            }
        }
    }

    private int remove(HostNode parent, FileName name, int flags) {
        int directory = descriptors.of(parent);
        return directory < 0
                ? directory
                : (int) calls.call(SystemCall.UNLINKAT, directory, strings.name(name), flags);
    }
}
