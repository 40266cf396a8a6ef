package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.TaskSlot;
import dev.fuselage.kernel.vfs.FileSystemType;
import dev.fuselage.kernel.vfs.FilesStruct;
import dev.fuselage.kernel.vfs.FsContext;
import dev.fuselage.kernel.vfs.LookupFlags;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.Path;
import dev.fuselage.kernel.vfs.SbFlags;
import dev.fuselage.kernel.vfs.SuperBlock;
import org.jspecify.annotations.Nullable;

/**
 * The file system types {@code fuse} and {@code fuseblk}: mounts what a daemon serves that has
 * {@code /dev/fuse} open (the mount half of fs/fuse/inode.c).
 */
@SuppressWarnings("ReferenceEquality") // the same device, not one like it
public final class FuseType extends FileSystemType {
    private static final int LEAST_MAX_READ = 4096;

    private final FuseDevOperations device;
    private final FuseConnections connections;
    private final KernelLog log;

    private FuseType(
            String name,
            boolean block,
            FuseDevOperations device,
            FuseConnections connections,
            KernelLog log) {
        super(name, block);
        this.device = device;
        this.connections = connections;
        this.log = log;
    }

    /** The type {@code fuse}: the source is any string. */
    public static FuseType plain(
            FuseDevOperations device, FuseConnections connections, KernelLog log) {
        return new FuseType("fuse", false, device, connections, log);
    }

    /**
     * The type {@code fuseblk}: the source is a block device, and the server is told of the end.
     */
    public static FuseType onBlockDevice(
            FuseDevOperations device, FuseConnections connections, KernelLog log) {
        return new FuseType("fuseblk", true, device, connections, log);
    }

    private FuseMountOptions options(FsContext context) {
        if (context.fsPrivate instanceof FuseMountOptions known) {
            return known;
        }
        FuseMountOptions fresh = new FuseMountOptions(name(), requiresDevice());
        context.fsPrivate = fresh;
        return fresh;
    }

    @Override
    public int parseParam(FsContext context, String key, String value) {
        return options(context).take(key, value, log);
    }

    /** The name of the file system that the daemon makes, as in "fuse.sshfs". */
    @Override
    public boolean hasSubtype() {
        return true;
    }

    /** {@code fuse_get_tree}. */
    @Override
    @KernelFunction("fuse_get_tree")
    public int getTree(FsContext context) {
        if (context.fsPrivate instanceof FuseInode trigger) {
            return FuseSubmount.getTree(context, trigger);
        }
        FuseMountOptions options = options(context);
        OpenFile file = deviceFile(context, options);
        if (requiresDevice()) {
            return onDevice(context, options, file);
        }
        if (file == null) {
            return -Errno.EINVAL;
        }
        FuseDev fud = file.op() == device ? FuseDevOperations.dev(file) : null;
        if (fud != null) {
            return again(context, fud.conn());
        }
        return fresh(context, options, file);
    }

    private static @Nullable OpenFile deviceFile(FsContext context, FuseMountOptions options) {
        Object files = context.vfs().scheduler().current().attachment(TaskSlot.FILES);
        return options.fd >= 0 && files instanceof FilesStruct table
                ? table.find(options.fd)
                : null;
    }

    /** The device has a connection already: another mount of its superblock. */
    private static int again(FsContext context, FuseConn fc) {
        for (FuseMount fm : fc.mounts) {
            SuperBlock sb = fm.sb();
            if (context.vfs().superBlocks().getAgain(context, sb)) {
                return 0;
            }
        }
        return -Errno.ENOTCONN;
    }

    // ---- on a block device

    /** {@code get_tree_bdev}: a device that is mounted shows the same superblock. */
    private int onDevice(FsContext context, FuseMountOptions options, @Nullable OpenFile file) {
        if (context.source.isEmpty()) {
            log.print(name() + ": No source specified");
            return -Errno.EINVAL;
        }
        int[] number = new int[1];
        int error = lookUp(context, number);
        if (error != 0) {
            return error;
        }
        for (SuperBlock sb : context.vfs().superBlocks().list()) {
            if (sb.type == this && sb.dev == number[0]) {
                if (((sb.flags ^ context.sbFlags) & SbFlags.SB_RDONLY) != 0) {
                    return -Errno.EBUSY;
                }
                return context.vfs().superBlocks().getAgain(context, sb) ? 0 : -Errno.EBUSY;
            }
        }
        if (!context.vfs().specialInodes().hasBlockDevice(number[0])) {
            return -Errno.ENXIO;
        }
        context.device = number[0];
        return fresh(context, options, file);
    }

    /** {@code lookup_bdev}. */
    private static int lookUp(FsContext context, int[] number) {
        Path path = new Path();
        int error =
                context.vfs()
                        .paths()
                        .lookup(FilesStruct.AT_FDCWD, context.source, LookupFlags.FOLLOW, path);
        if (error != 0) {
            return error;
        }
        if (Mode.isBlockDevice(path.entry().inode().mode)) {
            number[0] = path.entry().inode().rdev;
        } else {
            error = -Errno.ENOTBLK;
        }
        path.put();
        return error;
    }

    // ---- a new superblock

    private int fresh(FsContext context, FuseMountOptions options, @Nullable OpenFile file) {
        FuseDevQueue queue = new FuseDevQueue(context.vfs());
        FuseConn fc = new FuseConn(device.kernel(), queue, queue);
        queue.belongsTo(fc, "connection");
        FuseMount fm = new FuseMount(fc);
        context.sFsInfo = fm;
        SuperBlock sb = context.vfs().superBlocks().get(context, null);
        int error = fill(sb, fm, queue, options, file);
        if (error != 0) {
            context.vfs().superBlocks().deactivate(sb);
            return error;
        }
        context.vfs().superBlocks().born(context, sb);
        return 0;
    }

    /** {@code fuse_fill_super}. */
    @KernelFunction("fuse_fill_super")
    private int fill(
            SuperBlock sb,
            FuseMount fm,
            FuseDevQueue queue,
            FuseMountOptions options,
            @Nullable OpenFile file) {
        if (file == null || !options.isComplete() || file.op() != device) {
            return -Errno.EINVAL;
        }
        boolean sized = Integer.bitCount(options.blksize) == 1;
        if (requiresDevice() && (!sized || options.blksize < 512 || options.blksize > Page.SIZE)) {
            return -Errno.EINVAL;
        }
        FuseConn fc = fm.conn();
        fc.defaultPermissions = options.defaultPermissions;
        fc.allowOther = options.allowOther;
        fc.userId = options.userId;
        fc.groupId = options.groupId;
        fc.legacyOptsShow = true;
        fc.daxMode = FuseDaxMode.INODE_DEFAULT;
        fc.destroy = requiresDevice();
        long maxRead = Math.max(Integer.toUnsignedLong(options.maxRead), LEAST_MAX_READ);
        fc.maxRead = (int) Math.min(maxRead, Integer.MAX_VALUE);
        fc.setNumber(DeviceNumber.major(sb.dev) << 20 | DeviceNumber.minor(sb.dev));
        queue.belongsTo(fc, "connection " + fc.number());
        if (file.privateData != null) {
            return -Errno.EINVAL;
        }
        sb.subtype = options.subtype;
        FuseSuper.fill(sb, fm, options.rootmode);
        if (requiresDevice()) {
            sb.setBlocksize(options.blksize);
        }
        file.privateData = fc.firstDevice();
        fc.mounts.add(fm);
        connections.add(fc);
        FuseInit.send(fm);
        return 0;
    }

    /** {@code fuse_kill_sb_anon}, {@code fuse_kill_sb_blk}. */
    @Override
    @KernelFunction("fuse_kill_sb_anon")
    public void killSb(SuperBlock sb) {
        FuseMount fm = FuseMount.of(sb);
        if (sb.root() != null && fm.conn().mounts.remove(fm)) {
            fm.conn().shutDown(fm);
            connections.remove(fm.conn());
        }
        sb.vfs().superBlocks().killAnon(sb);
    }
}
