package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Device nodes, FIFOs and sockets (init_special_inode): what opening one means is decided by its
 * device number, not by its file system.
 */
public final class SpecialInodes {
    private final Map<Integer, FileOperations> characterDevices = new HashMap<>();

    SpecialInodes() {}

    /** Gives a special inode its type, device number and operations (init_special_inode). */
    public static void init(Inode inode, int mode, int rdev) {
        inode.mode = mode;
        if (Mode.isCharacterDevice(mode) || Mode.isBlockDevice(mode)) {
            inode.fop = DeviceNode.INSTANCE;
            inode.rdev = rdev;
        } else if (Mode.isFifo(mode)) {
            inode.fop = PipeFileOperations.FIFO;
        }
        // A socket cannot be opened: it keeps the operations that refuse.
    }

    /**
     * Adds a character device (cdev_add); {@code device} in the form of {@link
     * dev.fuselage.fuse.linux.DeviceNumber}.
     */
    public void registerCharacterDevice(int device, FileOperations operations) {
        characterDevices.put(device, operations);
    }

    @Nullable FileOperations characterDevice(int device) {
        return characterDevices.get(device);
    }

    /** What a device node does until it is opened: it becomes the device (chrdev_open). */
    private static final class DeviceNode extends FileOperations {
        static final DeviceNode INSTANCE = new DeviceNode();

        @Override
        public int open(Inode inode, OpenFile file) {
            FileOperations device =
                    Mode.isCharacterDevice(inode.mode)
                            ? inode.sb.vfs().specialInodes().characterDevice(inode.rdev)
                            : null;
            if (device == null) {
                return -Errno.ENXIO;
            }
            file.setOp(device);
            return device.open(inode, file);
        }

        @Override
        public boolean hasLlseek() {
            return true;
        }
    }
}
