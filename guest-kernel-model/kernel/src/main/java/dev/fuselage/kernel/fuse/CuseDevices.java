package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskAttachment;
import dev.fuselage.kernel.task.TaskSlot;
import dev.fuselage.kernel.vfs.FilesStruct;
import dev.fuselage.kernel.vfs.FsStruct;
import dev.fuselage.kernel.vfs.Path;
import dev.fuselage.kernel.vfs.PseudoNode;
import dev.fuselage.kernel.vfs.Vfs;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The devices that daemons are, by name: their numbers, their nodes in {@code /dev} as devtmpfs
 * makes them, and {@code /sys/class/cuse}.
 */
final class CuseDevices {
    /** Majors that are given to who asks for any, highest first ({@code find_dynamic_major}). */
    private static final int LAST_DYNAMIC = 254;

    private static final int FIRST_DYNAMIC = 234;
    private static final int MAX_MAJOR = (1 << 12) - 1;
    private static final int MAX_MINOR = (1 << 20) - 1;

    private final Vfs vfs;
    private final KernelLog log;
    private final TreeMap<String, CuseDevice> devices = new TreeMap<>();

    CuseDevices(Vfs vfs, KernelLog log) {
        this.vfs = vfs;
        this.log = log;
        vfs.sysfs()
                .top()
                .directory("class")
                .directory("cuse")
                .setDynamic(() -> List.copyOf(devices.keySet()), this::attributes);
    }

    /** The device of a number; null when its daemon is gone. */
    @Nullable CuseDevice find(int number) {
        for (CuseDevice device : devices.values()) {
            if (device.number == number) {
                return device;
            }
        }
        return null;
    }

    /**
     * Makes it known; false when name or number are taken.
     *
     * @param major 0 for any
     */
    boolean add(CuseDevice device, int major, int minor, int number) {
        boolean any = major == 0;
        int chosen = any ? dynamic(minor) : number;
        boolean valid = major >= 0 && major <= MAX_MAJOR && minor >= 0 && minor <= MAX_MINOR;
        if (!valid || chosen == 0 || vfs.specialInodes().hasCharacterDevice(chosen)) {
            log.print("CUSE: failed to register chrdev region");
            return false;
        }
        if (devices.containsKey(device.name())) {
            return false;
        }
        device.number = chosen;
        devices.put(device.name(), device);
        vfs.specialInodes().registerCharacterDevice(chosen, new CuseFileOperations(device));
        int _ = asRoot(() -> makeNode(device));
        return true;
    }

    private int dynamic(int minor) {
        for (int major = LAST_DYNAMIC; major >= FIRST_DYNAMIC; major--) {
            int number = DeviceNumber.of(major, minor);
            if (!vfs.specialInodes().hasCharacterDevice(number)) {
                return number;
            }
        }
        return 0;
    }

    /** The daemon of a connection is gone, and with it its device, if it had become one. */
    void remove(FuseConn fc) {
        for (CuseDevice device : List.copyOf(devices.values())) {
            if (device.conn() == fc) {
                devices.remove(device.name());
                vfs.specialInodes().unregisterCharacterDevice(device.number);
                int _ = asRoot(() -> vfs.nameChanges().unlink(FilesStruct.AT_FDCWD, path(device)));
            }
        }
    }

    // ---- /dev

    private static String path(CuseDevice device) {
        return "/dev/" + device.name().replace('!', '/');
    }

    private int makeNode(CuseDevice device) {
        String path = path(device);
        for (int slash = path.indexOf('/', 5); slash > 0; slash = path.indexOf('/', slash + 1)) {
            int _ = vfs.nameChanges().mkdir(FilesStruct.AT_FDCWD, path.substring(0, slash), 0755);
        }
        return vfs.nameChanges()
                .mknod(FilesStruct.AT_FDCWD, path, Mode.S_IFCHR | 0600, device.number);
    }

    /** As kdevtmpfs does it, whoever the daemon is, also when it is on its way out. */
    private int asRoot(IntSupplier what) {
        Task task = vfs.scheduler().current();
        Credentials ownIds = task.credentials();
        TaskAttachment ownPlace = task.attachment(TaskSlot.FILE_SYSTEM);
        Path root = new Path();
        root.set(vfs.mounts().root(), vfs.mounts().root().root());
        FsStruct place = new FsStruct(root);
        task.setCredentials(Credentials.ROOT);
        task.attach(TaskSlot.FILE_SYSTEM, place);
        int error = what.getAsInt();
        task.attach(TaskSlot.FILE_SYSTEM, ownPlace);
        task.setCredentials(ownIds);
        place.exit(task);
        return error;
    }

    // ---- /sys/class/cuse

    private @Nullable PseudoNode attributes(String name) {
        CuseDevice device = devices.get(name);
        if (device == null) {
            return null;
        }
        FuseConn fc = device.conn();
        String number = DeviceNumber.major(device.number) + ":" + DeviceNumber.minor(device.number);
        return new PseudoNode.Directory()
                .ownedBy(0, 0, 0755)
                .add("dev", PseudoNode.file(() -> number + "\n"))
                .add("waiting", PseudoNode.file(0400, () -> fc.numWaiting() + "\n", null))
                .add(
                        "abort",
                        PseudoNode.file(
                                0200,
                                () -> "",
                                text -> {
                                    fc.abort();
                                    return 0;
                                }));
    }
}
