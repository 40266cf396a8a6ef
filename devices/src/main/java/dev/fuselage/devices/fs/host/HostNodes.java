package dev.fuselage.devices.fs.host;

import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.NodeResult;
import dev.fuselage.fuse.linux.Mode;
import org.jspecify.annotations.Nullable;

/**
 * The files of the host the guest knows: finds them, gives each one node whatever name led to it,
 * counts the server's references and lets go of those without any.
 */
final class HostNodes {

    private final HostDescriptors descriptors;
    private final Statx statx;
    private final NodeTable table = new NodeTable();
    private final HostMounts mounts = new HostMounts();
    private @Nullable HostNode root;

    HostNodes(HostDescriptors descriptors, Statx statx) {
        this.descriptors = descriptors;
        this.statx = statx;
    }

    /** Number of nodes held, the root among them. */
    int size() {
        return table.size();
    }

    /** The shared directory. */
    HostNode root() {
        HostNode r = root;
        if (r == null) {
            throw new IllegalStateException("no root yet");
        }
        return r;
    }

    /**
     * Makes the root, which is held until {@link #close}.
     *
     * @param descriptor O_PATH, of a directory
     * @return 0 or a negative errno
     */
    int makeRoot(int descriptor) {
        int error = statx.read(descriptor);
        if (error == 0) {
            root = newNode(descriptor);
            root().references = 1;
            // The root never gives its descriptor up.
            descriptors.opened(root());
        }
        return error;
    }

    /** Finds a name in a directory: lookup. */
    int find(HostNode parent, FileName name, NodeResult out) {
        int fd = descriptors.path(parent, name);
        return fd < 0 ? fd : adopt(fd, parent, out);
    }

    /**
     * Takes a descriptor over: into a new node, or closes it if there is a node of that file.
     *
     * @param descriptor O_PATH, opened by {@link HostDescriptors}
     * @param parent directory it was found in, to tell a mount point
     * @param out node, with one more reference, and attributes
     * @return 0 or a negative errno
     */
    int adopt(int descriptor, HostNode parent, NodeResult out) {
        int error = statx.read(descriptor);
        if (error < 0) {
            descriptors.close(descriptor);
            return error;
        }
        // Filled first: what follows asks statx about other files.
        statx.copyTo(out.attributes);
        HostNode node = known(descriptor);
        if (node == null) {
            node = newNode(descriptor);
        }
        node.references++;
        out.set(node, node.isDirectory() && node.mount() != parent.mount());
        return 0;
    }

    /**
     * The node of a file that a snapshot knew and that was found again.
     *
     * @param descriptor O_PATH, opened by {@link HostDescriptors}; taken over
     * @param references how many the server holds
     */
    HostNode foundAgain(int descriptor, long references) {
        int error = statx.read(descriptor);
        if (error != 0) {
            throw new IllegalStateException("statx of an open file: " + error);
        }
        HostNode node = known(descriptor);
        if (node == null) {
            node = newNode(descriptor);
        }
        node.references += references;
        return node;
    }

    /** A node for a file that a snapshot knew and that is gone. It counts as one of the root's. */
    HostNode lost(FileIdentity identity, long references) {
        HostMount mount = root().mount();
        HostNode node = new HostNode(mount, identity.ino(), identity.type(), -1);
        mount.nodes++;
        node.lost = true;
        node.references = references;
        return node;
    }

    /** Reads the attributes of a node. Returns 0 or a negative errno. */
    int readAttributes(HostNode node, FileAttributes out) {
        int fd = descriptors.of(node);
        int error = fd < 0 ? fd : statx.read(fd);
        if (error == 0) {
            statx.copyTo(out);
        }
        return error;
    }

    /** Returns references; with the last one the node goes. */
    void forget(HostNode node, long references) {
        if (references < 1 || references > node.references) {
            throw new IllegalArgumentException(
                    references + " of " + node.references + " references of inode " + node.ino());
        }
        if (node == root) {
            return;
        }
        node.references -= references;
        if (node.references == 0) {
            if (node.known) {
                table.remove(node);
            }
            drop(node);
        }
    }

    /** Lets go of everything. */
    void close() {
        for (HostNode n = table.removeAny(); n != null; n = table.removeAny()) {
            drop(n);
        }
        // Only nodes that lost their inode number are left; they hold no descriptor, their mounts
        // do.
        for (HostMount m = mounts.first(); m != null; m = mounts.first()) {
            dropMount(m);
        }
    }

    private @Nullable HostNode known(int descriptor) {
        HostMount mount = mounts.find(statx.mountId(), statx.device());
        HostNode node = mount == null ? null : table.find(mount, statx.ino());
        if (node == null) {
            return null;
        }
        if (node.descriptor >= 0) {
            descriptors.close(descriptor);
            return node;
        }
        if (descriptors.recognise(node, descriptor)) {
            return node;
        }
        // Its file is gone and another one has its inode number.
        table.remove(node);
        return null;
    }

    /** A node of the file statx told of last. */
    private HostNode newNode(int descriptor) {
        long mountId = statx.mountId();
        long device = statx.device();
        long ino = statx.ino();
        int type = Mode.type(statx.mode());
        HostMount mount = mounts.find(mountId, device);
        boolean firstOnMount = mount == null;
        if (mount == null) {
            mount = new HostMount(mountId, device);
            mounts.add(mount);
        }
        HostNode node = new HostNode(mount, ino, type, descriptor);
        mount.nodes++;
        if (firstOnMount) {
            descriptors.prepare(mount, node);
        }
        table.add(node);
        descriptors.nodeMade(node);
        return node;
    }

    private void drop(HostNode node) {
        descriptors.nodeForgotten(node);
        HostMount mount = node.mount();
        mount.nodes--;
        if (mount.nodes == 0) {
            dropMount(mount);
        }
    }

    private void dropMount(HostMount mount) {
        mounts.remove(mount);
        if (mount.descriptor >= 0) {
            descriptors.close(mount.descriptor);
            mount.descriptor = -1;
        }
    }
}
