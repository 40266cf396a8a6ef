package dev.fuselage.kernel.mm;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.vfs.FileMode;
import dev.fuselage.kernel.vfs.OpenFile;
import org.jspecify.annotations.Nullable;

/** What a mapping may be asked for, and the VM_* bits it gets (do_mmap). */
final class MapChecks {
    private static final int MAY = VmArea.VM_MAYREAD | VmArea.VM_MAYWRITE | VmArea.VM_MAYEXEC;

    private MapChecks() {}

    /** VM_* bits, or a negative errno. */
    static int flags(@Nullable OpenFile file, int protection, int flags) {
        if ((protection & ~VmArea.ACCESS) != 0) {
            return -Errno.EINVAL;
        }
        int type = flags & MmapFlags.MAP_TYPE;
        boolean shared = type == MmapFlags.MAP_SHARED || type == MmapFlags.MAP_SHARED_VALIDATE;
        if (!shared && type != MmapFlags.MAP_PRIVATE) {
            return -Errno.EINVAL;
        }
        int result = protection | MAY;
        if (file == null) {
            return shared ? -Errno.EINVAL : result;
        }
        if (shared) {
            boolean writable = file.has(FileMode.FMODE_WRITE);
            if ((protection & MmapFlags.PROT_WRITE) != 0 && !writable) {
                return -Errno.EACCES;
            }
            if (file.inode().isAppend() && writable) {
                return -Errno.EACCES;
            }
            result |= VmArea.VM_SHARED | VmArea.VM_MAYSHARE;
            if (!writable) {
                result &= ~(VmArea.VM_MAYWRITE | VmArea.VM_SHARED);
            }
        }
        if (!file.has(FileMode.FMODE_READ)) {
            return -Errno.EACCES;
        }
        return file.op().hasMmap() ? result : -Errno.ENODEV;
    }
}
