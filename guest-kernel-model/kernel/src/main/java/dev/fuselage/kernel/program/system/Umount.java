package dev.fuselage.kernel.program.system;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.ErrorText;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.MountEntry;
import dev.fuselage.kernel.program.libc.Options;
import java.util.List;

/** {@code umount}: takes mounts away. */
public final class Umount implements Program {

    /** {@code MNT_*} flags of {@code umount2(2)}. */
    private static final int MNT_FORCE = 1;

    private static final int MNT_DETACH = 2;

    @Override
    public String synopsis() {
        return "[-fl] {DIRECTORY | SOURCE}...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("fl", "force=f", "lazy=l").parse(args);
        int flags = (o.has('f') ? MNT_FORCE : 0) | (o.has('l') ? MNT_DETACH : 0);
        int status = 0;
        for (String operand : o.someOperands()) {
            String directory = directoryOf(c, operand);
            long error = c.umount(directory, flags);
            if (error < 0) {
                c.complain(directory + ": " + reason(error));
                status = Mount.FAILED;
            }
        }
        return status;
    }

    /** A tag or device stands for where it was mounted last. */
    private static String directoryOf(Libc c, String operand) {
        String found = operand;
        for (MountEntry mount : MountEntry.all(c)) {
            if (mount.directory().equals(operand)) {
                return operand;
            }
            if (mount.source().equals(operand)) {
                found = mount.directory();
            }
        }
        return found;
    }

    private static String reason(long error) {
        return switch ((int) error) {
            case -Errno.EINVAL -> "not mounted.";
            case -Errno.ENOENT -> "no mount point specified.";
            case -Errno.EBUSY -> "target is busy.";
            case -Errno.EPERM -> "must be superuser to unmount.";
            default -> "umount failed: " + ErrorText.of(error) + ".";
        };
    }
}
