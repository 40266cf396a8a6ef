package dev.fuselage.kernel.program.fuse;

import dev.fuselage.fuse.Fattr;
import dev.fuselage.fuse.FuseOpenIn;
import dev.fuselage.fuse.FuseReadIn;
import dev.fuselage.fuse.FuseSetattrIn;
import dev.fuselage.fuse.FuseWriteIn;
import dev.fuselage.fuse.FuseWriteOut;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;

/** The part of a {@link MemoryTree} that is about data and attributes. */
final class MemoryFiles {
    private static final long NANOS = 1_000_000_000L;

    private final MemoryTree tree;

    MemoryFiles(MemoryTree tree) {
        this.tree = tree;
    }

    /** 0, or a negative errno for a directory. */
    int open(FuseMessage in) {
        MemoryNode node = tree.node(in.nodeid());
        if (node.isDirectory()) {
            return -Errno.EISDIR;
        }
        if ((FuseOpenIn.FLAGS.get(in.arguments()) & OpenFlags.O_TRUNC) != 0) {
            resize(node, 0);
        }
        return 0;
    }

    private void resize(MemoryNode node, int bytes) {
        node.resize(bytes);
        node.mtime = tree.now();
        node.ctime = node.mtime;
    }

    int read(FuseMessage in, FuseReply out) {
        MemoryNode node = tree.node(in.nodeid());
        long offset = FuseReadIn.OFFSET.get(in.arguments());
        long wanted = FuseReadIn.SIZE_FIELD.getUnsigned(in.arguments());
        int start = Math.clamp(offset, 0, node.size);
        out.bytes(node.data, start, (int) Math.min(wanted, node.size - start));
        node.atime = tree.now();
        return 0;
    }

    int write(FuseMessage in, FuseReply out) {
        MemoryNode node = tree.node(in.nodeid());
        long offset = FuseWriteIn.OFFSET.get(in.arguments());
        long wanted = FuseWriteIn.SIZE_FIELD.getUnsigned(in.arguments());
        if (offset < 0 || offset + wanted > MemoryTree.MAX_FILE) {
            return -Errno.EFBIG;
        }
        byte[] data = in.data(FuseWriteIn.SIZE, (int) wanted);
        if (offset + data.length > node.size) {
            node.resize((int) offset + data.length);
        }
        System.arraycopy(data, 0, node.data, (int) offset, data.length);
        node.mtime = tree.now();
        node.ctime = node.mtime;
        FuseWriteOut.SIZE_FIELD.set(out.body(FuseWriteOut.SIZE), data.length);
        return 0;
    }

    int readlink(FuseMessage in, FuseReply out) {
        MemoryNode node = tree.node(in.nodeid());
        if (!Mode.isSymbolicLink(node.mode)) {
            return -Errno.EINVAL;
        }
        out.bytes(node.data, 0, node.size);
        return 0;
    }

    int setattr(FuseMessage in, FuseReply out) {
        MemoryNode node = tree.node(in.nodeid());
        Wire set = in.arguments();
        int valid = FuseSetattrIn.VALID.get(set);
        if ((valid & Fattr.FATTR_SIZE) != 0) {
            long size = FuseSetattrIn.SIZE_FIELD.get(set);
            if (node.isDirectory() || size < 0 || size > MemoryTree.MAX_FILE) {
                return node.isDirectory() ? -Errno.EISDIR : -Errno.EFBIG;
            }
            resize(node, (int) size);
        }
        if ((valid & Fattr.FATTR_MODE) != 0) {
            node.mode = Mode.type(node.mode) | Mode.permissions(FuseSetattrIn.MODE.get(set));
        }
        if ((valid & Fattr.FATTR_UID) != 0) {
            node.uid = FuseSetattrIn.UID.get(set);
        }
        if ((valid & Fattr.FATTR_GID) != 0) {
            node.gid = FuseSetattrIn.GID.get(set);
        }
        times(node, set, valid);
        node.ctime = tree.now();
        return tree.attr(node, out);
    }

    private void times(MemoryNode node, Wire set, int valid) {
        if ((valid & Fattr.FATTR_ATIME_NOW) != 0) {
            node.atime = tree.now();
        } else if ((valid & Fattr.FATTR_ATIME) != 0) {
            node.atime =
                    FuseSetattrIn.ATIME.get(set) * NANOS + FuseSetattrIn.ATIMENSEC.getUnsigned(set);
        }
        if ((valid & Fattr.FATTR_MTIME_NOW) != 0) {
            node.mtime = tree.now();
        } else if ((valid & Fattr.FATTR_MTIME) != 0) {
            node.mtime =
                    FuseSetattrIn.MTIME.get(set) * NANOS + FuseSetattrIn.MTIMENSEC.getUnsigned(set);
        }
    }
}
