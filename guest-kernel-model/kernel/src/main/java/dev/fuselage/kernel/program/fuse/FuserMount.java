package dev.fuselage.kernel.program.fuse;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.ErrorText;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.MountEntry;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.MountFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code fusermount3}: mounts and unmounts FUSE file systems for users, as the set-user-ID helper
 * of libfuse does. A daemon runs it as its child, which inherits the device; there is no socket to
 * hand it back through.
 */
public final class FuserMount implements Program {
    private static final String DEVICE = "/dev/fuse";
    private static final String CONFIG = "/etc/fuse.conf";
    private static final int W_OK = 2;
    private static final int MAX_MOUNTS = 1000;

    /** What is kept from users, and what it sets for root. */
    private static final Map<String, Integer> UNSAFE =
            Map.of("suid", MountFlags.MS_NOSUID, "dev", MountFlags.MS_NODEV);

    private static final Map<String, Integer> FLAGS =
            Map.of(
                    "ro", MountFlags.MS_RDONLY,
                    "nosuid", MountFlags.MS_NOSUID,
                    "nodev", MountFlags.MS_NODEV,
                    "noexec", MountFlags.MS_NOEXEC,
                    "sync", MountFlags.MS_SYNCHRONOUS,
                    "dirsync", MountFlags.MS_DIRSYNC,
                    "noatime", MountFlags.MS_NOATIME);

    private static final List<String> CLEARED = List.of("rw", "exec", "async", "atime");

    private int flags = MountFlags.MS_NOSUID | MountFlags.MS_NODEV;
    private int fd = -1;
    private String source = "";
    private String subtype = "";
    private boolean allowOther;
    private final List<String> data = new ArrayList<>();

    @Override
    public String synopsis() {
        return "-o fd=N[,OPTION]... MOUNTPOINT | -u [-z] MOUNTPOINT";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("o:uzq", "unmount=u", "lazy=z", "quiet=q").parse(args);
        List<String> operands = o.atMost(1).operands();
        if (operands.isEmpty()) {
            throw BadUsage.missingOperand();
        }
        String directory = operands.get(0);
        return o.has('u')
                ? unmount(c, directory, o.has('z'), o.has('q'))
                : mount(c, directory, o.value('o', ""));
    }

    private static boolean isRoot(Libc c) {
        return c.credentials().uid() == 0;
    }

    private static int refuse(Libc c, String why) {
        c.complain(why);
        return 1;
    }

    // ---- mounting

    private int mount(Libc c, String directory, String options) {
        for (String option : options.split(",", -1)) {
            if (!take(c, option)) {
                return refuse(c, "bad option " + option);
            }
        }
        if (fd < 0) {
            return refuse(c, "the descriptor of /dev/fuse is missing: write -o fd=N");
        }
        // What the user may see is looked at as the user.
        long _ = c.setEffectiveUser(c.credentials().uid());
        int mode = mayMountOn(c, directory);
        boolean allowed = mode != 0 && isConfigured(c);
        long _ = c.setEffectiveUser(0);
        if (!allowed) {
            return 1;
        }
        data.add(
                String.format(
                        Locale.ROOT,
                        "fd=%d,rootmode=%o,user_id=%s,group_id=%s",
                        fd,
                        Mode.type(mode),
                        Integer.toUnsignedString(c.credentials().uid()),
                        Integer.toUnsignedString(c.credentials().gid())));
        String type = subtype.isEmpty() ? "fuse" : "fuse." + subtype;
        String device = subtype.isEmpty() ? DEVICE : subtype;
        String from = source.isEmpty() ? device : source;
        long error = c.mount(from, directory, type, flags, String.join(",", data));
        return error < 0 ? refuse(c, "mount failed: " + ErrorText.of(error)) : 0;
    }

    /** One word of {@code -o}; false for what cannot be. */
    private boolean take(Libc c, String option) {
        if (option.isEmpty() || CLEARED.contains(option)) {
            return true;
        }
        int flag = UNSAFE.getOrDefault(option, 0);
        if (flag != 0) {
            if (isRoot(c)) {
                flags &= ~flag;
            } else {
                c.complain("unsafe option " + option + " ignored");
            }
        } else if (FLAGS.containsKey(option)) {
            flags |= FLAGS.getOrDefault(option, 0);
        } else if (option.startsWith("fd=")) {
            if (!option.matches("fd=\\d{1,9}")) {
                return false;
            }
            fd = Integer.parseInt(option.substring(3));
        } else if (option.startsWith("fsname=")) {
            source = option.substring("fsname=".length());
        } else if (option.startsWith("subtype=")) {
            subtype = option.substring("subtype=".length());
        } else if (!option.matches("(rootmode|user_id|group_id)=.*")) {
            allowOther |= option.equals("allow_other");
            data.add(option);
        }
        return true;
    }

    /**
     * A user mounts only where anything could be done anyway: with write access, and no sticky bit
     * of somebody else's ({@code check_perm}). The mode of the mount point; 0 after a complaint.
     */
    private static int mayMountOn(Libc c, String directory) {
        Kstat stat = new Kstat();
        long error = c.stat(directory, stat);
        if (error < 0) {
            c.complain("failed to access mountpoint " + directory, error);
            return 0;
        }
        if (isRoot(c)) {
            return stat.mode;
        }
        if (!Mode.isDirectory(stat.mode) && !Mode.isRegular(stat.mode)) {
            c.complain("mountpoint " + directory + " is not a directory or a regular file");
            return 0;
        }
        boolean sticky = Mode.isDirectory(stat.mode) && (stat.mode & Mode.S_ISVTX) != 0;
        if (sticky && stat.uid != c.credentials().uid()) {
            c.complain("mountpoint " + directory + " not owned by user");
            return 0;
        }
        if (c.access(directory, W_OK) < 0) {
            c.complain("user has no write access to mountpoint " + directory);
            return 0;
        }
        return stat.mode;
    }

    /** Whether {@code /etc/fuse.conf} lets a user have what was asked for. */
    private boolean isConfigured(Libc c) {
        if (isRoot(c)) {
            return true;
        }
        boolean others = false;
        int most = MAX_MOUNTS;
        StringBuilder text = new StringBuilder();
        long _ = c.readFile(CONFIG, text);
        for (String line : text.toString().split("\n", -1)) {
            String word = line.replaceFirst("#.*", "").strip();
            others |= word.equals("user_allow_other");
            if (word.matches("mount_max\\s*=\\s*\\d{1,9}")) {
                most = Integer.parseInt(word.replaceFirst(".*=\\s*", ""));
            }
        }
        if (allowOther && !others) {
            c.complain("option allow_other only allowed if 'user_allow_other' is set in " + CONFIG);
            return false;
        }
        long mounted = MountEntry.all(c).stream().filter(FuserMount::isFuse).count();
        if (mounted >= most) {
            c.complain("too many FUSE filesystems mounted; mount_max=N can be set in " + CONFIG);
            return false;
        }
        return true;
    }

    private static boolean isFuse(MountEntry mount) {
        return mount.type().equals("fuse") || mount.type().startsWith("fuse.");
    }

    // ---- unmounting

    /** A user unmounts what was mounted by that user, and nothing else. */
    private static int unmount(Libc c, String directory, boolean lazy, boolean quiet) {
        if (!isRoot(c) && !isOwn(c, directory)) {
            return quiet ? 1 : refuse(c, "entry for " + directory + " not found in /etc/mtab");
        }
        int how = MountFlags.UMOUNT_NOFOLLOW | (lazy ? MountFlags.MNT_DETACH : 0);
        long error = c.umount(directory, how);
        if (error < 0 && !quiet) {
            c.complain("failed to unmount " + directory, error);
        }
        return error < 0 ? 1 : 0;
    }

    private static boolean isOwn(Libc c, String directory) {
        String own = "user_id=" + Integer.toUnsignedString(c.credentials().uid());
        return MountEntry.all(c).stream()
                .anyMatch(mount ->
                        mount.directory().equals(directory)
                                && isFuse(mount)
                                && List.of(mount.options().split(",", -1)).contains(own));
    }
}
