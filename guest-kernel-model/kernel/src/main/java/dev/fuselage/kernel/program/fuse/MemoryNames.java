package dev.fuselage.kernel.program.fuse;

import dev.fuselage.fuse.DirentWriter;
import dev.fuselage.fuse.FuseCreateIn;
import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.FuseLinkIn;
import dev.fuselage.fuse.FuseMkdirIn;
import dev.fuselage.fuse.FuseMknodIn;
import dev.fuselage.fuse.FuseOpenOut;
import dev.fuselage.fuse.FuseReadIn;
import dev.fuselage.fuse.FuseRename2In;
import dev.fuselage.fuse.FuseRenameIn;
import dev.fuselage.fuse.linux.DirentType;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.RenameFlags;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The part of a {@link MemoryTree} that is about names and directories. */
final class MemoryNames {
    private static final int NAME_MAX = 255;

    private final MemoryTree tree;

    MemoryNames(MemoryTree tree) {
        this.tree = tree;
    }

    int lookup(FuseMessage in, FuseReply out) {
        MemoryNode found = tree.node(in.nodeid()).children.get(in.name(0));
        if (found == null) {
            return -Errno.ENOENT;
        }
        tree.entry(found, out.body(FuseEntryOut.SIZE));
        return 0;
    }

    // ---- making

    /** Checks a new name: 0, or why it cannot be. */
    private static int mayMake(MemoryNode dir, String name) {
        if (!dir.isDirectory()) {
            return -Errno.ENOTDIR;
        }
        if (name.length() > NAME_MAX) {
            return -Errno.ENAMETOOLONG;
        }
        if (dir.nlink == 0) {
            return -Errno.ENOENT;
        }
        return dir.children.containsKey(name) ? -Errno.EEXIST : 0;
    }

    private int make(FuseMessage in, FuseReply out, String name, int mode, int rdev) {
        MemoryNode dir = tree.node(in.nodeid());
        int error = mayMake(dir, name);
        if (error == 0) {
            MemoryNode made = tree.make(dir, name, mode, in.uid(), in.gid());
            made.rdev = rdev;
            tree.entry(made, out.body(FuseEntryOut.SIZE));
        }
        return error;
    }

    int mkdir(FuseMessage in, FuseReply out) {
        int mode = Mode.permissions(FuseMkdirIn.MODE.get(in.arguments()));
        return make(in, out, in.name(FuseMkdirIn.SIZE), Mode.S_IFDIR | mode, 0);
    }

    int mknod(FuseMessage in, FuseReply out) {
        int mode = FuseMknodIn.MODE.get(in.arguments());
        int rdev = FuseMknodIn.RDEV.get(in.arguments());
        return make(in, out, in.name(FuseMknodIn.SIZE), mode, rdev);
    }

    int create(FuseMessage in, FuseReply out) {
        MemoryNode dir = tree.node(in.nodeid());
        String name = in.name(FuseCreateIn.SIZE);
        int error = mayMake(dir, name);
        if (error == 0) {
            int mode = Mode.permissions(FuseCreateIn.MODE.get(in.arguments()));
            MemoryNode made = tree.make(dir, name, Mode.S_IFREG | mode, in.uid(), in.gid());
            tree.entry(made, out.body(FuseEntryOut.SIZE + FuseOpenOut.SIZE));
        }
        return error;
    }

    int symlink(FuseMessage in, FuseReply out) {
        String name = in.name(0);
        byte[] target = in.name(name.length() + 1).getBytes(StandardCharsets.ISO_8859_1);
        int error = make(in, out, name, Mode.S_IFLNK | 0777, 0);
        if (error == 0) {
            MemoryNode link = tree.node(in.nodeid()).children.get(name);
            if (link != null) {
                link.resize(target.length);
                System.arraycopy(target, 0, link.data, 0, target.length);
                link.nlookup--;
                tree.entry(link, out.body(FuseEntryOut.SIZE));
            }
        }
        return error;
    }

    int link(FuseMessage in, FuseReply out) {
        MemoryNode dir = tree.node(in.nodeid());
        MemoryNode old = tree.node(FuseLinkIn.OLDNODEID.get(in.arguments()));
        String name = in.name(FuseLinkIn.SIZE);
        int error = old.isDirectory() ? -Errno.EPERM : mayMake(dir, name);
        if (error == 0) {
            old.nlink++;
            old.ctime = tree.now();
            tree.attach(dir, name, old);
            tree.entry(old, out.body(FuseEntryOut.SIZE));
        }
        return error;
    }

    // ---- removing and moving

    int unlink(FuseMessage in) {
        MemoryNode dir = tree.node(in.nodeid());
        MemoryNode victim = dir.children.get(in.name(0));
        if (victim == null) {
            return -Errno.ENOENT;
        }
        if (victim.isDirectory()) {
            return -Errno.EISDIR;
        }
        tree.detach(dir, in.name(0));
        tree.unlinked(victim);
        return 0;
    }

    int rmdir(FuseMessage in) {
        MemoryNode dir = tree.node(in.nodeid());
        MemoryNode victim = dir.children.get(in.name(0));
        if (victim == null) {
            return -Errno.ENOENT;
        }
        if (!victim.isDirectory()) {
            return -Errno.ENOTDIR;
        }
        if (!victim.children.isEmpty()) {
            return -Errno.ENOTEMPTY;
        }
        tree.detach(dir, in.name(0));
        tree.unlinked(victim);
        return 0;
    }

    int rename(FuseMessage in) {
        long newDir = FuseRenameIn.NEWDIR.get(in.arguments());
        String from = in.name(FuseRenameIn.SIZE);
        String to = in.name(FuseRenameIn.SIZE + from.length() + 1);
        return rename(tree.node(in.nodeid()), from, tree.node(newDir), to, 0);
    }

    int rename2(FuseMessage in) {
        long newDir = FuseRename2In.NEWDIR.get(in.arguments());
        String from = in.name(FuseRename2In.SIZE);
        String to = in.name(FuseRename2In.SIZE + from.length() + 1);
        int flags = FuseRename2In.FLAGS.get(in.arguments());
        return rename(tree.node(in.nodeid()), from, tree.node(newDir), to, flags);
    }

    private int rename(MemoryNode dir, String from, MemoryNode newDir, String to, int flags) {
        MemoryNode moved = dir.children.get(from);
        MemoryNode target = newDir.children.get(to);
        if ((flags & ~RenameFlags.RENAME_NOREPLACE) != 0) {
            return -Errno.EINVAL;
        }
        if (moved == null) {
            return -Errno.ENOENT;
        }
        if (target != null && flags != 0) {
            return -Errno.EEXIST;
        }
        if (target == moved) {
            return 0;
        }
        if (target != null) {
            if (target.isDirectory() != moved.isDirectory()) {
                return target.isDirectory() ? -Errno.EISDIR : -Errno.ENOTDIR;
            }
            if (!target.children.isEmpty()) {
                return -Errno.ENOTEMPTY;
            }
            tree.detach(newDir, to);
            tree.unlinked(target);
        }
        tree.detach(dir, from);
        tree.attach(newDir, to, moved);
        moved.ctime = tree.now();
        return 0;
    }

    // ---- listing

    int readdir(FuseMessage in, FuseReply out) {
        MemoryNode dir = tree.node(in.nodeid());
        if (!dir.isDirectory()) {
            return -Errno.ENOTDIR;
        }
        int room = (int) Math.min(FuseReadIn.SIZE_FIELD.getUnsigned(in.arguments()), 1 << 16);
        long at = FuseReadIn.OFFSET.get(in.arguments());
        byte[] bytes = new byte[room];
        DirentWriter writer =
                new DirentWriter()
                        .reset(MemorySegment.ofArray(bytes), 0, room, ByteOrder.LITTLE_ENDIAN);
        List<String> names = new ArrayList<>(List.of(".", ".."));
        names.addAll(dir.children.keySet());
        boolean fits = at >= 0;
        for (int i = (int) Math.min(at, names.size()); fits && i < names.size(); i++) {
            MemoryNode node = child(dir, names.get(i));
            byte[] name = names.get(i).getBytes(StandardCharsets.ISO_8859_1);
            fits = writer.add(node.id, i + 1L, DirentType.ofMode(node.mode), name, 0, name.length);
        }
        out.bytes(bytes, 0, (int) writer.bytes());
        return 0;
    }

    private static MemoryNode child(MemoryNode dir, String name) {
        MemoryNode found =
                switch (name) {
                    case "." -> dir;
                    case ".." -> dir.parent;
                    default -> dir.children.get(name);
                };
        return found == null ? dir : found;
    }
}
