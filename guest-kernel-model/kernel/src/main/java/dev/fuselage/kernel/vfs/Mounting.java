package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.KernelFunction;

/** mount(2) and umount2(2) (fs/namespace.c): options, superblock, place. */
public final class Mounting {
    private static final int SB_FLAGS =
            MountFlags.MS_RDONLY | MountFlags.MS_SYNCHRONOUS | MountFlags.MS_DIRSYNC;
    private static final int UMOUNT_FLAGS =
            MountFlags.MNT_FORCE | MountFlags.MNT_DETACH | MountFlags.UMOUNT_NOFOLLOW;

    private final Vfs vfs;

    Mounting(Vfs vfs) {
        this.vfs = vfs;
    }

    /**
     * mount(2).
     *
     * @param source a tag, a device, or for MS_BIND a path
     * @param target where
     * @param type file system type, with a dot and a subtype where it has such; unused by MS_BIND
     *     and MS_REMOUNT
     * @param flags {@link MountFlags}
     * @param options what follows -o, but for what the flags say
     */
    @KernelFunction("path_mount")
    public int mount(String source, String target, String type, int flags, String options) {
        Path place = new Path();
        int error = vfs.paths().lookup(FilesStruct.AT_FDCWD, target, LookupFlags.FOLLOW, place);
        if (error != 0) {
            return error;
        }
        if (!vfs.credentials().capable(Capability.SYS_ADMIN)) {
            error = -Errno.EPERM;
        } else if ((flags & MountFlags.MS_REMOUNT) != 0) {
            error = remount(place, flags);
        } else if ((flags & MountFlags.MS_BIND) != 0) {
            error = bind(source, place);
        } else {
            error = mountNew(source, place, type, flags, options);
        }
        place.put();
        return error;
    }

    private static int mountFlags(int flags) {
        int result = (flags & MountFlags.MS_NOATIME) == 0 ? Mount.MNT_RELATIME : Mount.MNT_NOATIME;
        result |= (flags & MountFlags.MS_NOSUID) != 0 ? Mount.MNT_NOSUID : 0;
        result |= (flags & MountFlags.MS_NODEV) != 0 ? Mount.MNT_NODEV : 0;
        result |= (flags & MountFlags.MS_NOEXEC) != 0 ? Mount.MNT_NOEXEC : 0;
        result |= (flags & MountFlags.MS_NODIRATIME) != 0 ? Mount.MNT_NODIRATIME : 0;
        result |= (flags & MountFlags.MS_RDONLY) != 0 ? Mount.MNT_READONLY : 0;
        return (flags & MountFlags.MS_STRICTATIME) != 0
                ? result & ~(Mount.MNT_RELATIME | Mount.MNT_NOATIME)
                : result;
    }

    /** do_new_mount. */
    @KernelFunction("do_new_mount")
    private int mountNew(String source, Path place, String typeName, int flags, String options) {
        FileSystemType type = vfs.types().get(typeName);
        if (type == null) {
            return -Errno.ENODEV;
        }
        int dot = typeName.indexOf('.');
        String subtype = dot < 0 ? null : typeName.substring(dot + 1);
        if (subtype != null && subtype.isEmpty()) {
            return -Errno.EINVAL;
        }
        FsContext context = new FsContext(vfs, type, false);
        context.source = source;
        context.sbFlags = flags & SB_FLAGS;
        int error = subtype == null ? 0 : type.parseParam(context, "subtype", subtype);
        if (error == 0) {
            error = parse(context, options);
        }
        if (error == 0) {
            error = type.getTree(context);
        }
        if (error != 0) {
            return error;
        }
        Mount mount = vfs.mounts().create(context, mountFlags(flags));
        error = vfs.mounts().attach(mount, place);
        if (error != 0) {
            mount.put();
        }
        return error;
    }

    /** generic_parse_monolithic, vfs_parse_fs_param. */
    private static int parse(FsContext context, String options) {
        for (String option : options.split(",", -1)) {
            if (option.isEmpty()) {
                continue;
            }
            int equals = option.indexOf('=');
            String key = equals < 0 ? option : option.substring(0, equals);
            String value = equals < 0 ? "" : option.substring(equals + 1);
            int error =
                    switch (key) {
                        case "ro" -> set(context, SbFlags.SB_RDONLY, true);
                        case "rw" -> set(context, SbFlags.SB_RDONLY, false);
                        case "sync" -> set(context, SbFlags.SB_SYNCHRONOUS, true);
                        case "async" -> set(context, SbFlags.SB_SYNCHRONOUS, false);
                        case "dirsync" -> set(context, SbFlags.SB_DIRSYNC, true);
                        default -> context.type().parseParam(context, key, value);
                    };
            if (error != 0) {
                return error;
            }
        }
        return 0;
    }

    private static int set(FsContext context, int flag, boolean on) {
        context.sbFlags = on ? context.sbFlags | flag : context.sbFlags & ~flag;
        return 0;
    }

    /** do_remount, do_reconfigure_mnt: only flags change here. */
    private static int remount(Path place, int flags) {
        Mount mount = place.mount();
        if (place.entry() != mount.root()) {
            return -Errno.EINVAL;
        }
        boolean readOnly = (flags & MountFlags.MS_RDONLY) != 0;
        if (readOnly && mount.writers > 0) {
            return -Errno.EBUSY;
        }
        int kept = mount.flags & Mount.MNT_SHRINKABLE;
        mount.flags = mountFlags(flags) | kept;
        if ((flags & MountFlags.MS_BIND) == 0) {
            SuperBlock sb = mount.sb();
            sb.flags = (sb.flags & ~SB_FLAGS) | (flags & SB_FLAGS);
        }
        return 0;
    }

    /** do_loopback. */
    private int bind(String source, Path place) {
        Path from = new Path();
        int error =
                vfs.paths()
                        .lookup(
                                FilesStruct.AT_FDCWD,
                                source,
                                LookupFlags.FOLLOW | LookupFlags.AUTOMOUNT,
                                from);
        if (error != 0) {
            return error;
        }
        Mount mount = vfs.mounts().bind(from);
        error = vfs.mounts().attach(mount, place);
        if (error != 0) {
            mount.put();
        }
        from.put();
        return error;
    }

    /** umount2(2). */
    @KernelFunction("path_umount")
    public int umount(String target, int flags) {
        if ((flags & ~UMOUNT_FLAGS) != 0) {
            return -Errno.EINVAL;
        }
        int lookup = LookupFlags.MOUNTPOINT;
        lookup |= (flags & MountFlags.UMOUNT_NOFOLLOW) == 0 ? LookupFlags.FOLLOW : 0;
        Path place = new Path();
        int error = vfs.paths().lookup(FilesStruct.AT_FDCWD, target, lookup, place);
        if (error != 0) {
            return error;
        }
        Mount mount = place.mount();
        if (!vfs.credentials().capable(Capability.SYS_ADMIN)) {
            error = -Errno.EPERM;
        } else if (place.entry() != mount.root()) {
            error = -Errno.EINVAL;
        } else {
            boolean lazy = (flags & MountFlags.MNT_DETACH) != 0;
            error = vfs.mounts().umount(mount, lazy, (flags & MountFlags.MNT_FORCE) != 0, 1);
        }
        place.put();
        return error;
    }

    /** A context for an automount inside a mount of the same type (fs_context_for_submount). */
    public FsContext submount(FileSystemType type) {
        return new FsContext(vfs, type, true);
    }
}
