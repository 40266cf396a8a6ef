package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.mm.Slab;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Misbehaviour;
import dev.fuselage.kernel.vfs.FileSystemType;
import dev.fuselage.kernel.vfs.FsContext;
import dev.fuselage.kernel.vfs.SuperBlock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file system type {@code virtiofs}: mounts a device by its tag (the mount half of
 * fs/fuse/virtio_fs.c).
 */
public final class VirtioFsType extends FileSystemType {
    /** Descriptors of a request that are no data ({@code FUSE_HEADER_OVERHEAD}). */
    private static final int HEADER_OVERHEAD = 4;

    // What is allocated for a mount.
    private static final String CONN = "fuse_conn";
    private static final String MOUNT = "fuse_mount";
    private static final String DEV = "fuse_dev";

    private final FuseKernel kernel;
    private final VirtioFsInstances instances;
    private final KernelLog log;
    private final boolean devicesLast;

    /** How many a mounted device has ({@code fsvq->fud}). */
    private final Map<VirtioFsInstance, Integer> devices = new LinkedHashMap<>();

    public VirtioFsType(FuseKernel kernel, VirtioFsInstances instances, KernelLog log) {
        super("virtiofs", false);
        this.kernel = kernel;
        this.instances = instances;
        this.log = log;
        this.devicesLast = kernel.quirks().has(KernelQuirk.DEVICES_ALLOCATED_AFTER_SUPER_BLOCK);
    }

    @Override
    public int parseParam(FsContext context, String key, String value) {
        FuseDaxMode mode = key.equals("dax") ? daxMode(value) : null;
        if (mode == null) {
            String what =
                    key.equals("dax") ? "Bad value for 'dax'" : "Unknown parameter '" + key + "'";
            log.print("virtiofs: " + what);
            return -Errno.EINVAL;
        }
        context.fsPrivate = mode;
        return 0;
    }

    private static @Nullable FuseDaxMode daxMode(String value) {
        return switch (value) {
            case "", "always" -> FuseDaxMode.ALWAYS;
            case "never" -> FuseDaxMode.NEVER;
            case "inode" -> FuseDaxMode.INODE_USER;
            default -> null;
        };
    }

    /** {@code virtio_fs_get_tree}: a second mount of a tag shows the same superblock. */
    @Override
    @KernelFunction("virtio_fs_get_tree")
    public int getTree(FsContext context) {
        if (context.fsPrivate instanceof FuseInode trigger) {
            return FuseSubmount.getTree(context, trigger);
        }
        if (context.source.isEmpty()) {
            log.print("virtiofs: No source specified");
            return -Errno.EINVAL;
        }
        VirtioFsInstance instance = instances.find(context.source);
        if (instance == null) {
            log.print("virtio-fs: tag <" + context.source + "> not found");
            return -Errno.EINVAL;
        }
        if (instance.vringSize() <= HEADER_OVERHEAD) {
            return -Errno.EIO;
        }
        if (!slab().allocate(CONN)) {
            return -Errno.ENOMEM;
        }
        FuseConn fc = connect(instance);
        if (!slab().allocate(MOUNT)) {
            freeConnection(fc);
            return -Errno.ENOMEM;
        }
        FuseMount fm = new FuseMount(fc);
        context.sFsInfo = fm;
        if (slab().fails("super_block")) {
            context.sFsInfo = null;
            slab().free(MOUNT);
            freeConnection(fc);
            return -Errno.ENOMEM;
        }
        SuperBlock sb = context.vfs().superBlocks().get(context, other -> isOf(other, instance));
        if (context.sFsInfo != null) {
            // It is mounted already: nothing of what was prepared is needed.
            context.sFsInfo = null;
            instance.release(fc.iqueue());
            slab().free(MOUNT);
            freeConnection(fc);
        }
        if (sb.root() == null) {
            int error = fill(context, sb, fm, instance);
            if (error != 0) {
                if (devicesLast && sb.root() != null) {
                    // As it was: the connection goes first, whatever still knows it.
                    freeConnection(fc);
                }
                context.vfs().superBlocks().deactivate(sb);
                return error;
            }
            fc.mounts.add(fm);
        }
        context.vfs().superBlocks().born(context, sb);
        return 0;
    }

    private static boolean isOf(SuperBlock sb, VirtioFsInstance instance) {
        return sb.fsInfo instanceof FuseMount fm && fm.conn().iqueue().ops().equals(instance);
    }

    private FuseConn connect(VirtioFsInstance instance) {
        FuseConn fc = new FuseConn(kernel, instance, instance.tag());
        fc.deleteStale = true;
        fc.autoSubmounts = true;
        fc.syncFs = true;
        fc.maxPagesLimit = Math.min(fc.maxPagesLimit, instance.vringSize() - HEADER_OVERHEAD);
        return fc;
    }

    /** {@code virtio_fs_fill_super}: INIT is sent, not waited for. */
    @KernelFunction("virtio_fs_fill_super")
    private int fill(FsContext context, SuperBlock sb, FuseMount fm, VirtioFsInstance instance) {
        instances.mutex().lock();
        int error = 0;
        if (!instance.isListed()) {
            log.print("virtio-fs: tag <" + instance.tag() + "> not found");
            error = -Errno.EINVAL;
        } else {
            error = setDax(context, fm.conn(), instance);
        }
        if (error == 0 && !devicesLast) {
            error = allocateDevices(instance);
        }
        if (error == 0) {
            error = fillCommon(sb, fm, instance);
        }
        if (error == 0 && devicesLast) {
            error = allocateDevices(instance);
        }
        if (error == 0) {
            instance.startQueues();
            FuseInit.send(fm);
        }
        instances.mutex().unlock();
        return error;
    }

    /** {@code fuse_fill_super_common()}: from its end on the superblock is live. */
    private int fillCommon(SuperBlock sb, FuseMount fm, VirtioFsInstance instance) {
        for (String what : new String[] {"backing_dev_info", "fuse_inode", "dentry"}) {
            if (slab().fails(what)) {
                freeDevices(instance);
                return -Errno.ENOMEM;
            }
        }
        FuseConn fc = fm.conn();
        fc.defaultPermissions = true;
        fc.allowOther = true;
        fc.destroy = true;
        fc.noForceUmount = true;
        fc.noControl = true;
        FuseSuper.fill(sb, fm, Mode.S_IFDIR);
        kernel.connList.add(fc);
        return 0;
    }

    /** A {@code fuse_dev} for each queue, or none. */
    private int allocateDevices(VirtioFsInstance instance) {
        for (int i = 0; i < instance.queueCount(); i++) {
            if (!slab().allocate(DEV)) {
                freeDevices(instance);
                return -Errno.ENOMEM;
            }
            devices.merge(instance, 1, Integer::sum);
        }
        return 0;
    }

    /** {@code virtio_fs_free_devs()}. */
    private void freeDevices(VirtioFsInstance instance) {
        Integer count = devices.remove(instance);
        for (int i = 0; count != null && i < count; i++) {
            slab().free(DEV);
        }
    }

    /** {@code fuse_conn_put()} of the last reference. */
    private void freeConnection(FuseConn fc) {
        if (kernel.connList.contains(fc)) {
            kernel.scheduler()
                    .misbehave(
                            Misbehaviour.Kind.CORRUPTION,
                            "frees the connection of a live superblock, which is still on"
                                    + " fuse_conn_list");
        }
        slab().free(CONN);
    }

    private Slab slab() {
        return kernel.slab();
    }

    private int setDax(FsContext context, FuseConn fc, VirtioFsInstance instance) {
        FuseDaxMode mode =
                context.fsPrivate instanceof FuseDaxMode asked ? asked : FuseDaxMode.INODE_DEFAULT;
        if (mode == FuseDaxMode.ALWAYS && !instance.hasDaxWindow()) {
            log.print("virtio-fs: dax can't be enabled as filesystem device does not support it.");
            return -Errno.EINVAL;
        }
        fc.daxMode = mode;
        return 0;
    }

    /** {@code virtio_kill_sb}. */
    @Override
    @KernelFunction("virtio_kill_sb")
    public void killSb(SuperBlock sb) {
        FuseMount fm = FuseMount.of(sb);
        FuseConn fc = fm.conn();
        if (sb.root() != null) {
            if (fc.mounts.remove(fm)) {
                disconnect(fm);
            }
        }
        sb.vfs().superBlocks().killAnon(sb);
        if (fc.mounts.isEmpty()) {
            kernel.connList.remove(fc);
            slab().free(MOUNT);
            freeConnection(fc);
        }
    }

    /**
     * {@code virtio_fs_conn_destroy}: no FORGETs any more, wait for what is under way, DESTROY,
     * then no requests at all.
     */
    @KernelFunction("virtio_fs_conn_destroy")
    private void disconnect(FuseMount fm) {
        FuseConn fc = fm.conn();
        if (!(fc.iqueue().ops() instanceof VirtioFsInstance instance)) {
            throw new IllegalStateException("connection " + fc + " is not of a virtio-fs device");
        }
        instance.stopForgets();
        instance.drain();
        fc.shutDown(fm);
        instance.stopQueues();
        instance.drain();
        freeDevices(instance);
        instance.release(fc.iqueue());
    }
}
