package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.AutomountResult;
import dev.fuselage.kernel.vfs.FsContext;
import dev.fuselage.kernel.vfs.Mount;
import dev.fuselage.kernel.vfs.Path;
import dev.fuselage.kernel.vfs.SuperBlock;
import dev.fuselage.kernel.vfs.Vfs;

/**
 * File systems the server has mounted below what it shares: each becomes a mount of its own when it
 * is entered.
 */
final class FuseSubmount {
    private FuseSubmount() {}

    /** Makes the mount for an automount point ({@code fuse_dentry_automount}). */
    static void mount(Path path, AutomountResult out) {
        FuseInode trigger = FuseInode.of(path.entry().inode());
        Vfs vfs = trigger.sb.vfs();
        FsContext context = vfs.mounting().submount(trigger.sb.type);
        context.fsPrivate = trigger;
        out.error = trigger.sb.type.getTree(context);
        if (out.error == 0) {
            out.mount = vfs.mounts().create(context, path.mount().flags() | Mount.MNT_SHRINKABLE);
        }
    }

    /** {@code fuse_get_tree_submount}: no request is sent. */
    @KernelFunction("fuse_get_tree_submount")
    static int getTree(FsContext context, FuseInode trigger) {
        FuseMount fm = new FuseMount(trigger.conn());
        context.sFsInfo = fm;
        SuperBlock sb = context.vfs().superBlocks().get(context, null);
        FuseSuper.fillSubmount(sb, fm, trigger);
        fm.conn().mounts.add(fm);
        context.vfs().superBlocks().born(context, sb);
        return 0;
    }
}
