package dev.fuselage.kernel.program.system;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.DirectoryEntry;
import dev.fuselage.kernel.program.libc.ErrorText;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.MountEntry;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.PathText;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** {@code mount}: shows mounts, or mounts a file system. */
public final class Mount implements Program {

    /** What {@code mount(8)} and {@code umount(8)} return when the kernel refuses. */
    static final int FAILED = 32;

    private static final String TAGS = "/sys/fs/virtiofs";

    @Override
    public String synopsis() {
        return "[-r] [-t TYPE] [-o OPTION[,OPTION]...] SOURCE DIRECTORY";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of("t:o:rwB", "types=t", "options=o", "read-only=r", "bind=B").parse(args);
        List<String> operands = o.atMost(2).operands();
        if (operands.isEmpty()) {
            show(c, o.value('t', ""));
            return 0;
        }
        MountOptions options = MountOptions.parse(o.value('o', ""));
        if (o.has('r')) {
            options.readOnly();
        }
        if (o.has('B')) {
            options.bind();
        }
        if (operands.size() == 1) {
            return single(c, operands.get(0), options);
        }
        return mount(c, operands.get(0), operands.get(1), o.value('t', ""), options);
    }

    private static void show(Libc c, String type) {
        for (MountEntry mount : MountEntry.all(c)) {
            if (type.isEmpty() || type.equals(mount.type())) {
                String where = mount.source() + " on " + mount.directory();
                c.out().println(where + " type " + mount.type() + " (" + mount.options() + ")");
            }
        }
    }

    /** One operand is enough to change a mount that is there; there is no fstab to ask. */
    private static int single(Libc c, String directory, MountOptions options) {
        if (options.isRemount()) {
            for (MountEntry mount : MountEntry.all(c)) {
                if (mount.directory().equals(PathText.trim(directory))) {
                    return mount(c, mount.source(), directory, mount.type(), options);
                }
            }
            return complain(c, directory, "mount point not mounted or bad option.");
        }
        return complain(c, directory, "can't find in /etc/fstab.");
    }

    private static int mount(
            Libc c, String source, String directory, String type, MountOptions options) {
        if (type.isEmpty() && !options.needsNoType()) {
            return complain(
                    c,
                    directory,
                    "no file system type given: write mount -t virtiofs TAG DIRECTORY");
        }
        long error = c.mount(source, directory, type, options.flags(), options.data());
        return error < 0 ? complain(c, directory, reason(c, error, source, directory, type)) : 0;
    }

    private static int complain(Libc c, String directory, String why) {
        c.complain(directory + ": " + why);
        return FAILED;
    }

    private static String reason(Libc c, long error, String source, String directory, String type) {
        return switch ((int) error) {
            case -Errno.ENODEV -> "unknown filesystem type '" + type + "'." + typeHint(type);
            case -Errno.ENOENT ->
                    c.exists(directory)
                            ? "special device " + source + " does not exist."
                            : "mount point does not exist.";
            case -Errno.ENOTDIR -> "mount point is not a directory.";
            case -Errno.EBUSY -> source + " already mounted or mount point busy.";
            case -Errno.EPERM -> "must be superuser to use mount.";
            case -Errno.EACCES -> "permission denied.";
            case -Errno.EINVAL ->
                    "wrong fs type, bad option, bad superblock on "
                            + source
                            + ", missing codepage or helper program, or other error."
                            + tagHint(c, source, type);
            default -> "mount(2) system call failed: " + ErrorText.of(error) + ".";
        };
    }

    private static String typeHint(String type) {
        return type.matches("(?i)virt.*fs.*|.*virtiofs|vi.*tiofs")
                ? " Write virtiofs: mount -t virtiofs TAG DIRECTORY"
                : "";
    }

    private static String tagHint(Libc c, String source, String type) {
        if (!type.equals("virtiofs")) {
            return "";
        }
        TreeSet<String> tags = new TreeSet<>();
        List<DirectoryEntry> devices = new ArrayList<>();
        if (c.readDirectory(TAGS, devices) >= 0) {
            for (DirectoryEntry device : devices) {
                StringBuilder tag = new StringBuilder();
                String file = PathText.join(PathText.join(TAGS, device.name()), "tag");
                if (!device.isDotOrDotDot() && c.readFile(file, tag) >= 0) {
                    tags.add(tag.toString().strip());
                }
            }
        }
        if (tags.contains(source)) {
            return lastKernelMessage(c);
        }
        return tags.isEmpty()
                ? " There is no virtio-fs device."
                : " No virtio-fs device has the tag '"
                        + source
                        + "'; there is: "
                        + String.join(", ", tags);
    }

    /** What the kernel said about a mount of the type it knows, without the time. */
    private static String lastKernelMessage(Libc c) {
        StringBuilder log = new StringBuilder();
        if (c.readFile(Dmesg.LOG, log) < 0) {
            return "";
        }
        String last = log.toString().strip().replaceFirst("(?s).*\n", "");
        String message = last.replaceFirst("^\\[[^]]*\\] ", "");
        return message.startsWith("virtio") ? " The kernel says: " + message : "";
    }
}
