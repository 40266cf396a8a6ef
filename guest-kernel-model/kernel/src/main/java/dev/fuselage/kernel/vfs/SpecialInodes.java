package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Device nodes, FIFOs and sockets (init_special_inode): what opening one means is decided by its
 * device number, not by its file system.
 */
public final class SpecialInodes {
    private final Map<Integer, FileOperations> characterDevices = new HashMap<>();
    private final Map<Integer, FileOperations> blockDevices = new HashMap<>();
    private Consumer<String> moduleLoader = alias -> {};

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

    /** Removes a character device (cdev_del): open files stay as they are. */
    public void unregisterCharacterDevice(int device) {
        characterDevices.remove(device);
    }

    /** Whether there is a character device of that number. */
    public boolean hasCharacterDevice(int device) {
        return characterDevices.containsKey(device);
    }

    /** Adds a block device (add_disk). */
    public void registerBlockDevice(int device, FileOperations operations) {
        blockDevices.put(device, operations);
    }

    /** Whether there is a block device of that number, loading its module if need be. */
    public boolean hasBlockDevice(int device) {
        return device(Mode.S_IFBLK, device) != null;
    }

    /** Who loads a module by its alias "char-major-MAJOR-MINOR" (request_module). */
    public void setModuleLoader(Consumer<String> loader) {
        moduleLoader = loader;
    }

    /** What is behind a device node, loading its module if need be; null for nothing. */
    private @Nullable FileOperations device(int mode, int rdev) {
        boolean character = Mode.isCharacterDevice(mode);
        Map<Integer, FileOperations> devices = character ? characterDevices : blockDevices;
        FileOperations found = devices.get(rdev);
        if (found == null) {
            moduleLoader.accept(
                    (character ? "char-major-" : "block-major-")
                            + DeviceNumber.major(rdev)
                            + "-"
                            + DeviceNumber.minor(rdev));
            found = devices.get(rdev);
        }
        return found;
    }

    /** What a device node does until it is opened: it becomes the device (chrdev_open). */
    private static final class DeviceNode extends FileOperations {
        static final DeviceNode INSTANCE = new DeviceNode();

        @Override
        public int open(Inode inode, OpenFile file) {
            FileOperations device = inode.sb.vfs().specialInodes().device(inode.mode, inode.rdev);
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
