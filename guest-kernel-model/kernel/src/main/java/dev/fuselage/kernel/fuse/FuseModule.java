package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.vfs.Vfs;

/** What loading the module {@code fuse} brings ({@code fuse_init}). */
public final class FuseModule {
    /** {@code /dev/fuse}. */
    public static final int FUSE_DEVICE = DeviceNumber.of(10, 229);

    /** {@code /dev/cuse}. */
    public static final int CUSE_DEVICE = DeviceNumber.of(10, 203);

    private FuseModule() {}

    /** What loading the module {@code cuse} brings: the device, and {@code /sys/class/cuse}. */
    public static void loadCuse(FuseKernel kernel, Vfs vfs, KernelLog log) {
        vfs.specialInodes()
                .registerCharacterDevice(CUSE_DEVICE, new CuseDevOperations(kernel, vfs, log));
    }

    /** The device, the file system types fuse, fuseblk and fusectl, and where the last belongs. */
    public static void load(FuseKernel kernel, Vfs vfs, KernelLog log) {
        log.print("fuse: init (API version 7.41)");
        FuseConnections connections = new FuseConnections();
        FuseDevOperations device = new FuseDevOperations(kernel, vfs);
        vfs.specialInodes().registerCharacterDevice(FUSE_DEVICE, device);
        vfs.types().register(FuseType.plain(device, connections, log));
        vfs.types().register(FuseType.onBlockDevice(device, connections, log));
        vfs.types().register(connections.fusectl());
        var _ = vfs.sysfs().top().directory("fs").directory("fuse").directory("connections");
    }
}
