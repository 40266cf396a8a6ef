package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import org.jspecify.annotations.Nullable;

/** Where the inodes of pipes live (pipefs): a file system that nobody can mount. */
final class PipeFs extends FileSystemType {
    private static final long MAGIC = 0x50495045L;

    private final Vfs vfs;
    private @Nullable Mount mount;

    PipeFs(Vfs vfs) {
        super("pipefs", false);
        this.vfs = vfs;
    }

    private Mount mount() {
        Mount m = mount;
        if (m == null) {
            FsContext context = new FsContext(vfs, this, false);
            context.source = "pipefs";
            int _ = getTree(context);
            m = vfs.mounts().create(context, 0);
            mount = m;
        }
        return m;
    }

    @Override
    public int parseParam(FsContext context, String key, String value) {
        return -Errno.EINVAL;
    }

    @Override
    public int getTree(FsContext context) {
        SuperBlock sb = vfs.superBlocks().get(context, null);
        sb.magic = MAGIC;
        sb.setOp(new RamSuperOperations());
        Inode root = vfs.inodes().newInode(sb);
        root.mode = Mode.S_IFDIR | 0600;
        sb.setRoot(vfs.dentries().makeRoot(root));
        vfs.superBlocks().born(context, sb);
        return 0;
    }

    @Override
    public void killSb(SuperBlock sb) {
        vfs.superBlocks().killAnon(sb);
    }

    /** Makes a pipe (create_pipe_files): {@code ends[0]} reads, {@code ends[1]} writes. */
    void create(int flags, OpenFile[] ends) {
        Mount m = mount();
        Inode inode = vfs.inodes().newInode(m.sb());
        inode.ino = inode.order;
        inode.mode = Mode.S_IFIFO | 0600;
        inode.uid = vfs.credentials().fsuid();
        inode.gid = vfs.credentials().fsgid();
        inode.fop = PipeFileOperations.FIFO;
        inode.pipe = new PipeInode(vfs, false);
        Dentry dentry = vfs.dentries().allocRoot(m.sb(), null, "pipe:[" + inode.ino + "]");
        dentry.instantiate(inode);
        Path path = new Path();
        path.set(m, dentry);
        int kept = flags & OpenFlags.O_NONBLOCK;
        // The writer does not wait for a reader here: the reader's end is opened first, without
        // waiting for a writer.
        ends[0] = new OpenFile(vfs, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, vfs.credentials());
        int _ = ends[0].open(path);
        ends[1] = new OpenFile(vfs, OpenFlags.O_WRONLY | kept, vfs.credentials());
        int _ = ends[1].open(path);
        ends[0].flags = OpenFlags.O_RDONLY | kept;
        dentry.put();
    }
}
