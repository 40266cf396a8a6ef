package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.DeviceNumber;

/**
 * The mounts as processes read them (fs/proc_namespace.c): {@code /proc/PID/mounts} for people,
 * {@code /proc/PID/mountinfo} for programs.
 */
final class ProcMounts {
    private final Vfs vfs;

    ProcMounts(Vfs vfs) {
        this.vfs = vfs;
    }

    /** Device, place, type, options of each (show_vfsmnt). */
    String mounts() {
        StringBuilder text = new StringBuilder();
        for (Mount mount : vfs.mounts().list()) {
            source(text, mount);
            text.append(' ').append(escape(PathNames.of(mount))).append(' ');
            type(text, mount.sb());
            text.append(mount.isReadOnly() ? " ro" : " rw");
            superBlockFlags(text, mount.sb());
            mountFlags(text, mount);
            ownOptions(text, mount.sb());
            text.append(" 0 0\n");
        }
        return text.toString();
    }

    /**
     * Numbers, what is shown where, options of the mount; behind a dash what belongs to the file
     * system (show_mountinfo). The root of all mounts is its own parent.
     */
    String mountinfo() {
        StringBuilder text = new StringBuilder();
        for (Mount mount : vfs.mounts().list()) {
            SuperBlock sb = mount.sb();
            Mount parent = mount.parent();
            text.append(mount.id()).append(' ').append((parent == null ? mount : parent).id());
            text.append(' ').append(DeviceNumber.major(sb.dev));
            text.append(':').append(DeviceNumber.minor(sb.dev));
            text.append(' ').append(escape(PathNames.inside(mount.root())));
            text.append(' ').append(escape(PathNames.of(mount)));
            text.append((mount.flags & Mount.MNT_READONLY) != 0 ? " ro" : " rw");
            mountFlags(text, mount);
            text.append(" - ");
            type(text, sb);
            text.append(' ');
            source(text, mount);
            text.append((sb.flags & SbFlags.SB_RDONLY) != 0 ? " ro" : " rw");
            superBlockFlags(text, sb);
            ownOptions(text, sb);
            text.append('\n');
        }
        return text.toString();
    }

    private static void source(StringBuilder text, Mount mount) {
        text.append(escape(mount.source().isEmpty() ? "none" : mount.source()));
    }

    /** show_type. */
    private static void type(StringBuilder text, SuperBlock sb) {
        text.append(sb.type.name());
        if (!sb.subtype.isEmpty()) {
            text.append('.').append(escape(sb.subtype));
        }
    }

    /** show_sb_opts. */
    private static void superBlockFlags(StringBuilder text, SuperBlock sb) {
        option(text, sb.flags, SbFlags.SB_SYNCHRONOUS, ",sync");
        option(text, sb.flags, SbFlags.SB_DIRSYNC, ",dirsync");
    }

    /** show_mnt_opts. */
    private static void mountFlags(StringBuilder text, Mount mount) {
        option(text, mount.flags, Mount.MNT_NOSUID, ",nosuid");
        option(text, mount.flags, Mount.MNT_NODEV, ",nodev");
        option(text, mount.flags, Mount.MNT_NOEXEC, ",noexec");
        option(text, mount.flags, Mount.MNT_NOATIME, ",noatime");
        option(text, mount.flags, Mount.MNT_NODIRATIME, ",nodiratime");
        option(text, mount.flags, Mount.MNT_RELATIME, ",relatime");
    }

    private static void ownOptions(StringBuilder text, SuperBlock sb) {
        Dentry root = sb.root();
        if (root != null) {
            sb.op().showOptions(text, root);
        }
    }

    private static void option(StringBuilder text, int flags, int flag, String name) {
        if ((flags & flag) != 0) {
            text.append(name);
        }
    }

    /** Blanks and backslashes in octal (mangle). */
    private static String escape(String name) {
        return name.replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }
}
