package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.Vfs;

/**
 * {@code /dev/cuse}: whoever opens it has a connection at once, and is asked what device it is
 * ({@code cuse_channel_fops}). Messages go as through {@code /dev/fuse}.
 */
final class CuseDevOperations extends FuseDevOperations {
    private final CuseDevices devices;
    private final CuseInit init;

    CuseDevOperations(FuseKernel kernel, Vfs vfs, KernelLog log) {
        super(kernel, vfs);
        this.devices = new CuseDevices(vfs, log);
        this.init = new CuseInit(devices, log);
    }

    @Override
    @KernelFunction("cuse_channel_open")
    public int open(Inode inode, OpenFile file) {
        FuseDevQueue queue = new FuseDevQueue(vfs());
        FuseConn fc = new FuseConn(kernel(), queue, queue);
        queue.belongsTo(fc, "CUSE connection of " + vfs().scheduler().current());
        fc.admission().setInitialized();
        int error = init.send(new FuseMount(fc));
        if (error == 0) {
            file.privateData = fc.firstDevice();
        }
        return error;
    }

    @Override
    @KernelFunction("cuse_channel_release")
    public void release(Inode inode, OpenFile file) {
        FuseDev fud = dev(file);
        if (fud != null) {
            devices.remove(fud.conn());
        }
        super.release(inode, file);
    }
}
