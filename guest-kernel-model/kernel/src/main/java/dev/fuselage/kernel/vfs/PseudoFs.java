package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import org.jspecify.annotations.Nullable;

/**
 * A file system that shows a tree of {@link PseudoNode}s, such as proc and sysfs. One superblock
 * serves all its mounts.
 */
public final class PseudoFs extends FileSystemType {
    private final PseudoNode.Directory top = new PseudoNode.Directory();
    private final long magic;

    /** A type of that name and magic number, with an empty tree. */
    public PseudoFs(String name, long magic) {
        super(name, false);
        this.magic = magic;
    }

    /** The top of the tree; nodes can be added at any time. */
    public PseudoNode.Directory top() {
        return top;
    }

    @Override
    public int parseParam(FsContext context, String key, String value) {
        return -Errno.EINVAL;
    }

    @Override
    public int getTree(FsContext context) {
        Vfs vfs = context.vfs();
        SuperBlock sb = vfs.superBlocks().get(context, other -> true);
        Dentry root = sb.root();
        if (root != null) {
            context.root = root.get();
            return 0;
        }
        sb.magic = magic;
        sb.setOp(new RamSuperOperations());
        sb.dentryOperations = RamDentryOperations.INSTANCE;
        sb.setRoot(vfs.dentries().makeRoot(PseudoInodeOperations.newInode(sb, top)));
        vfs.superBlocks().born(context, sb);
        return 0;
    }

    @Override
    public void killSb(SuperBlock sb) {
        sb.vfs().superBlocks().killAnon(sb);
    }

    /** Inodes are made at each look-up and go with the last user. */
    static final class PseudoInodeOperations extends InodeOperations {
        private final PseudoNode node;

        private PseudoInodeOperations(PseudoNode node) {
            this.node = node;
        }

        static Inode newInode(SuperBlock sb, PseudoNode node) {
            Inode inode = sb.vfs().inodes().newInode(sb);
            inode.ino = sb.nextIno();
            inode.op = new PseudoInodeOperations(node);
            inode.uid = node.uid();
            inode.gid = node.gid();
            Timespec now = sb.vfs().currentTime(sb);
            inode.atime.set(now);
            inode.mtime.set(now);
            inode.ctime.set(now);
            switch (node) {
                case PseudoNode.Directory directory -> {
                    inode.mode = Mode.S_IFDIR | directory.mode();
                    inode.nlink = 2;
                    inode.fop = new PseudoDirectoryOperations(directory);
                }
                case PseudoNode.File file -> {
                    inode.mode = Mode.S_IFREG | file.mode();
                    inode.fop = new PseudoFileOperations(file);
                }
                case PseudoNode.Link link -> inode.mode = Mode.S_IFLNK | link.mode();
            }
            return inode;
        }

        @Override
        public boolean hasLookup() {
            return node instanceof PseudoNode.Directory;
        }

        @Override
        public boolean hasGetLink() {
            return node instanceof PseudoNode.Link;
        }

        @Override
        public @Nullable Dentry lookup(Inode dir, Dentry dentry, int flags) {
            PseudoNode found =
                    node instanceof PseudoNode.Directory d ? d.find(dentry.name()) : null;
            dentry.add(found == null ? null : newInode(dir.sb, found));
            return null;
        }

        @Override
        public int getLink(@Nullable Dentry dentry, Inode inode, LinkBody out) {
            if (node instanceof PseudoNode.Link link) {
                out.set(link.target());
                return 0;
            }
            return -Errno.EINVAL;
        }
    }
}
