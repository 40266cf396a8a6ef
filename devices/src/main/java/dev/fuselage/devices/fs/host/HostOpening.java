package dev.fuselage.devices.fs.host;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.HandleResult;
import dev.fuselage.devices.fs.NodeResult;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;

/** Opening regular files: those that exist, new ones, and new ones without a name. */
final class HostOpening {

    /**
     * Descriptors that making a file takes, its node's and its handle's: none is made for nothing.
     */
    private static final int MADE = 2;

    private final Capabilities capabilities;
    private final CallerRights rights;
    private final HostDescriptors descriptors;
    private final HostNodes nodes;
    private final OpenHandles handles;
    private final HostOpenFlags openFlags;

    HostOpening(Host host) {
        capabilities = host.capabilities();
        rights = host.rights();
        descriptors = host.descriptors();
        nodes = host.nodes();
        handles = host.handles();
        openFlags = new HostOpenFlags(host.calls().architecture());
    }

    int open(HostNode node, int flags, int fuseFlags, HandleResult out) {
        if (!node.isRegular()) {
            if (node.isDirectory() && OpenFlags.canWrite(flags)) {
                return -Errno.EISDIR;
            }
            // Opening a device or a FIFO of the host acts on the host, or waits.
            return -Errno.EBADF;
        }
        int held = descriptors.of(node);
        if (held < 0) {
            return held;
        }
        boolean dropped =
                (fuseFlags & FileSystem.OPEN_KILL_SUIDGID) != 0
                        && (flags & OpenFlags.O_TRUNC) != 0
                        && capabilities.dropFsetid();
        int fd;
        try {
            fd = descriptors.reopen(held, openFlags.open(flags));
        } finally {
            if (dropped) {
                capabilities.restoreFsetid();
            }
        }
        return fd < 0 ? fd : opened(node, fd, flags, out);
    }

    int create(
            Caller caller,
            HostNode parent,
            FileName name,
            int mode,
            int flags,
            int fuseFlags,
            NodeResult out,
            HandleResult handle) {
        if (!descriptors.admit(MADE)) {
            return -Errno.ENFILE;
        }
        int fd = make(caller, parent, name, openFlags.create(flags), Mode.permissions(mode));
        if (fd == -Errno.EEXIST && (flags & OpenFlags.O_EXCL) == 0) {
            return openFound(parent, name, flags, fuseFlags, out, handle);
        }
        return fd < 0 ? fd : adopt(fd, parent, flags, out, handle);
    }

    int tmpfile(
            Caller caller,
            HostNode parent,
            int mode,
            int flags,
            NodeResult out,
            HandleResult handle) {
        int directory = descriptors.admit(MADE) ? descriptors.of(parent) : -Errno.ENFILE;
        int error = directory < 0 ? directory : rights.enter(caller);
        if (error != 0) {
            return error;
        }
        int fd;
        try {
            fd =
                    descriptors.createUnnamed(
                            directory, openFlags.tmpfile(flags), Mode.permissions(mode));
        } finally {
            rights.leave();
        }
        return fd < 0 ? fd : adopt(fd, parent, flags, out, handle);
    }

    /** Opens a file that a snapshot had open; one that cannot be opened is gone. */
    HostFile openAgain(HostNode node, int flags) {
        int held = node.isRegular() ? descriptors.of(node) : -Errno.ESTALE;
        int fd = held < 0 ? held : descriptors.reopen(held, openFlags.open(flags));
        HostFile file = new HostFile(node, fd < 0 ? -Errno.ESTALE : fd, flags);
        handles.add(file);
        return file;
    }

    private int make(Caller caller, HostNode parent, FileName name, int flags, int permissions) {
        int directory = descriptors.of(parent);
        int error = directory < 0 ? directory : rights.enter(caller);
        if (error != 0) {
            return error;
        }
        try {
            return descriptors.create(directory, name, flags, permissions);
        } finally {
            rights.leave();
        }
    }

    /** The name was there already: what it names is opened, if it is a regular file. */
    private int openFound(
            HostNode parent,
            FileName name,
            int flags,
            int fuseFlags,
            NodeResult out,
            HandleResult handle) {
        int error = nodes.find(parent, name, out);
        if (error != 0) {
            return error;
        }
        HostNode node = (HostNode) out.node();
        error = open(node, flags, fuseFlags, handle);
        if (error == 0 && (flags & OpenFlags.O_TRUNC) != 0) {
            error = nodes.readAttributes(node, out.attributes);
            if (error != 0) {
                handles.release((HostHandle) handle.handle());
                handle.clear();
            }
        }
        if (error != 0) {
            nodes.forget(node, 1);
            out.clear();
        }
        return error;
    }

    /**
     * Makes a node of the new file by its descriptor, not by its name, which may have become
     * another file's since.
     */
    private int adopt(int fd, HostNode parent, int flags, NodeResult out, HandleResult handle) {
        int path = descriptors.pathOf(fd);
        int error = path < 0 ? path : nodes.adopt(path, parent, out);
        if (error != 0) {
            descriptors.close(fd);
            return error;
        }
        return opened((HostNode) out.node(), fd, flags, handle);
    }

    private int opened(HostNode node, int fd, int flags, HandleResult out) {
        HostFile file = new HostFile(node, fd, flags);
        handles.add(file);
        out.set(file);
        return 0;
    }
}
