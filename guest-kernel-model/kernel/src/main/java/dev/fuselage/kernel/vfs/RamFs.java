package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;

/**
 * A file system in the page cache and dcache alone (ramfs, and rootfs, which is one): what is not
 * in memory does not exist.
 */
public final class RamFs extends FileSystemType {
    private static final long MAGIC = 0x858458f6L;

    /** A type under that name. */
    public RamFs(String name) {
        super(name, false);
    }

    @Override
    public int parseParam(FsContext context, String key, String value) {
        if (!key.equals("mode")) {
            // ramfs ignores what it does not know, for the sake of old scripts.
            return 0;
        }
        try {
            context.fsPrivate = Integer.parseInt(value, 8) & Mode.S_IALLUGO;
            return 0;
        } catch (NumberFormatException e) {
            return -Errno.EINVAL;
        }
    }

    @Override
    public int getTree(FsContext context) {
        Vfs vfs = context.vfs();
        SuperBlock sb = vfs.superBlocks().get(context, null);
        sb.magic = MAGIC;
        sb.setOp(new RamSuperOperations());
        sb.dentryOperations = RamDentryOperations.INSTANCE;
        int mode = context.fsPrivate instanceof Integer given ? given : 0755;
        sb.setRoot(
                vfs.dentries()
                        .makeRoot(RamInodeOperations.newInode(sb, null, Mode.S_IFDIR | mode, 0)));
        vfs.superBlocks().born(context, sb);
        return 0;
    }

    @Override
    public void killSb(SuperBlock sb) {
        sb.vfs().superBlocks().killLitter(sb);
    }
}
