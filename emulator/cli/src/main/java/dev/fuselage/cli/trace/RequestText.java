package dev.fuselage.cli.trace;

import dev.fuselage.fuse.Fattr;
import dev.fuselage.fuse.FuseAccessIn;
import dev.fuselage.fuse.FuseCopyFileRangeIn;
import dev.fuselage.fuse.FuseCreateIn;
import dev.fuselage.fuse.FuseFallocateIn;
import dev.fuselage.fuse.FuseFileLock;
import dev.fuselage.fuse.FuseFlushIn;
import dev.fuselage.fuse.FuseForgetIn;
import dev.fuselage.fuse.FuseFsyncIn;
import dev.fuselage.fuse.FuseGetattrIn;
import dev.fuselage.fuse.FuseGetxattrIn;
import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseInitIn;
import dev.fuselage.fuse.FuseIoctlIn;
import dev.fuselage.fuse.FuseLinkIn;
import dev.fuselage.fuse.FuseLkIn;
import dev.fuselage.fuse.FuseLseekIn;
import dev.fuselage.fuse.FuseMkdirIn;
import dev.fuselage.fuse.FuseMknodIn;
import dev.fuselage.fuse.FuseOpenIn;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.FuseReadIn;
import dev.fuselage.fuse.FuseReleaseIn;
import dev.fuselage.fuse.FuseRename2In;
import dev.fuselage.fuse.FuseRenameIn;
import dev.fuselage.fuse.FuseSetattrIn;
import dev.fuselage.fuse.FuseSetxattrIn;
import dev.fuselage.fuse.FuseStatxIn;
import dev.fuselage.fuse.FuseWriteIn;
import dev.fuselage.fuse.GetattrFlags;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.fuse.linux.Seek;

/** A request's arguments as a trace writes them. */
final class RequestText {
    /** Seconds above this are the present; scripts set times by small numbers. */
    private static final long PRESENT = 1_000_000_000L;

    private final NodeNames nodes;
    private final HandleNumbers handles;

    RequestText(NodeNames nodes, HandleNumbers handles) {
        this.nodes = nodes;
        this.handles = handles;
    }

    /** The arguments with a blank before each. */
    String of(Opcode opcode, Message m) {
        Wire w = m.arguments();
        return switch (opcode) {
            case INIT -> init(w, m);
            case LOOKUP, UNLINK, RMDIR, REMOVEXATTR -> " name=" + m.text(0);
            case FORGET -> " nlookup=" + FuseForgetIn.NLOOKUP.get(w);
            case GETATTR ->
                    (FuseGetattrIn.GETATTR_FLAGS.get(w) & GetattrFlags.GETATTR_FH) != 0
                            ? " FH" + fh(FuseGetattrIn.FH.get(w))
                            : "";
            case SETATTR -> setattr(w);
            case SYMLINK -> {
                String name = m.text(0);
                yield " name=" + name + " target=" + m.text(name.length() + 1);
            }
            case MKNOD ->
                    String.format(
                            " name=%s mode=%o rdev=0x%x umask=%o",
                            m.text(FuseMknodIn.SIZE),
                            FuseMknodIn.MODE.get(w),
                            FuseMknodIn.RDEV.get(w),
                            FuseMknodIn.UMASK.get(w));
            case MKDIR ->
                    String.format(
                            " name=%s mode=%o umask=%o",
                            m.text(FuseMkdirIn.SIZE),
                            FuseMkdirIn.MODE.get(w),
                            FuseMkdirIn.UMASK.get(w));
            case RENAME -> rename(w, m, FuseRenameIn.SIZE);
            case RENAME2 ->
                    rename(w, m, FuseRename2In.SIZE) + " flags=" + FuseRename2In.FLAGS.get(w);
            case LINK ->
                    " old="
                            + nodes.of(FuseLinkIn.OLDNODEID.get(w))
                            + " newname="
                            + m.text(FuseLinkIn.SIZE);
            case OPEN, OPENDIR -> " flags=" + FlagNames.open(FuseOpenIn.FLAGS.get(w));
            case CREATE, TMPFILE ->
                    String.format(
                            " name=%s flags=%s mode=%o umask=%o",
                            m.text(FuseCreateIn.SIZE),
                            FlagNames.open(FuseCreateIn.FLAGS.get(w)),
                            FuseCreateIn.MODE.get(w),
                            FuseCreateIn.UMASK.get(w));
            case READ ->
                    fh(FuseReadIn.FH.get(w))
                            + range(FuseReadIn.OFFSET.get(w), FuseReadIn.SIZE_FIELD.get(w))
                            + " rf="
                            + FuseReadIn.READ_FLAGS.get(w)
                            + owner(FuseReadIn.LOCK_OWNER.get(w))
                            + " fl="
                            + FlagNames.open(FuseReadIn.FLAGS.get(w));
            case READDIR, READDIRPLUS ->
                    fh(FuseReadIn.FH.get(w))
                            + " off="
                            + (FuseReadIn.OFFSET.get(w) == 0 ? "0" : "C")
                            + " size="
                            + FuseReadIn.SIZE_FIELD.get(w);
            case WRITE ->
                    fh(FuseWriteIn.FH.get(w))
                            + range(FuseWriteIn.OFFSET.get(w), FuseWriteIn.SIZE_FIELD.get(w))
                            + " wf="
                            + FuseWriteIn.WRITE_FLAGS.get(w)
                            + owner(FuseWriteIn.LOCK_OWNER.get(w))
                            + " fl="
                            + FlagNames.open(FuseWriteIn.FLAGS.get(w));
            case RELEASE, RELEASEDIR ->
                    fh(FuseReleaseIn.FH.get(w))
                            + " flags="
                            + FlagNames.open(FuseReleaseIn.FLAGS.get(w))
                            + " rf="
                            + FuseReleaseIn.RELEASE_FLAGS.get(w)
                            + owner(FuseReleaseIn.LOCK_OWNER.get(w));
            case FLUSH -> fh(FuseFlushIn.FH.get(w)) + owner(FuseFlushIn.LOCK_OWNER.get(w));
            case FSYNC, FSYNCDIR ->
                    fh(FuseFsyncIn.FH.get(w)) + " fsyncflags=" + FuseFsyncIn.FSYNC_FLAGS.get(w);
            case SETXATTR ->
                    " name="
                            + m.text(setxattrSize(m))
                            + " size="
                            + FuseSetxattrIn.SIZE_FIELD.get(w)
                            + " flags="
                            + FuseSetxattrIn.FLAGS.get(w);
            case GETXATTR ->
                    " name="
                            + m.text(FuseGetxattrIn.SIZE)
                            + " size="
                            + FuseGetxattrIn.SIZE_FIELD.get(w);
            case LISTXATTR -> " size=" + FuseGetxattrIn.SIZE_FIELD.get(w);
            case ACCESS -> " mask=" + FuseAccessIn.MASK.get(w);
            case GETLK, SETLK, SETLKW -> lock(w);
            case IOCTL ->
                    String.format(
                            "%s flags=0x%x cmd=0x%x in=%d out=%d",
                            fh(FuseIoctlIn.FH.get(w)),
                            FuseIoctlIn.FLAGS.get(w),
                            FuseIoctlIn.CMD.get(w),
                            FuseIoctlIn.IN_SIZE.get(w),
                            FuseIoctlIn.OUT_SIZE.get(w));
            case FALLOCATE ->
                    String.format(
                            "%s off=%d len=%d mode=0x%x",
                            fh(FuseFallocateIn.FH.get(w)),
                            FuseFallocateIn.OFFSET.get(w),
                            FuseFallocateIn.LENGTH.get(w),
                            FuseFallocateIn.MODE.get(w));
            case LSEEK ->
                    fh(FuseLseekIn.FH.get(w))
                            + " off="
                            + FuseLseekIn.OFFSET.get(w)
                            + " whence="
                            + whence(FuseLseekIn.WHENCE.get(w));
            case COPY_FILE_RANGE -> copy(w);
            case STATX ->
                    String.format(
                            " sx_flags=0x%x mask=0x%x",
                            FuseStatxIn.SX_FLAGS.get(w), FuseStatxIn.SX_MASK.get(w));
            default -> "";
        };
    }

    private static String init(Wire w, Message m) {
        return String.format(
                " %d.%d max_readahead=%d flags=0x%08x flags2=0x%x len=%d",
                FuseInitIn.MAJOR.get(w),
                FuseInitIn.MINOR.get(w),
                FuseInitIn.MAX_READAHEAD.get(w),
                FuseInitIn.FLAGS.get(w),
                FuseInitIn.FLAGS2.get(w),
                m.requestBytes() - FuseInHeader.SIZE);
    }

    private String rename(Wire w, Message m, int size) {
        String name = m.text(size);
        return " name="
                + name
                + " newdir="
                + nodes.of(FuseRenameIn.NEWDIR.get(w))
                + " newname="
                + m.text(size + name.length() + 1);
    }

    private String setattr(Wire w) {
        int valid = FuseSetattrIn.VALID.get(w);
        StringBuilder text = new StringBuilder();
        text.append(String.format(" valid=0x%x(%s)", valid, FlagNames.fattr(valid)));
        if ((valid & Fattr.FATTR_FH) != 0) {
            text.append(fh(FuseSetattrIn.FH.get(w)));
        }
        if ((valid & Fattr.FATTR_SIZE) != 0) {
            text.append(" size=").append(FuseSetattrIn.SIZE_FIELD.get(w));
        }
        if ((valid & Fattr.FATTR_MODE) != 0) {
            text.append(" mode=").append(Integer.toOctalString(FuseSetattrIn.MODE.get(w)));
        }
        if ((valid & Fattr.FATTR_UID) != 0) {
            text.append(" uid=").append(FuseSetattrIn.UID.get(w));
        }
        if ((valid & Fattr.FATTR_GID) != 0) {
            text.append(" gid=").append(FuseSetattrIn.GID.get(w));
        }
        if ((valid & (Fattr.FATTR_ATIME | Fattr.FATTR_ATIME_NOW)) == Fattr.FATTR_ATIME) {
            text.append(" atime=").append(time(FuseSetattrIn.ATIME.get(w)));
        }
        if ((valid & (Fattr.FATTR_MTIME | Fattr.FATTR_MTIME_NOW)) == Fattr.FATTR_MTIME) {
            text.append(" mtime=").append(time(FuseSetattrIn.MTIME.get(w)));
        }
        return text.toString();
    }

    private static String time(long seconds) {
        return seconds > PRESENT ? "T" : Long.toString(seconds);
    }

    private String lock(Wire w) {
        long end = w.u64(FuseLkIn.LK_OFFSET + FuseFileLock.END.offset());
        int type = w.u32(FuseLkIn.LK_OFFSET + FuseFileLock.TYPE.offset());
        return fh(FuseLkIn.FH.get(w))
                + " start="
                + w.u64(FuseLkIn.LK_OFFSET + FuseFileLock.START.offset())
                + " end="
                + (end == Long.MAX_VALUE ? "MAX" : Long.toString(end))
                + " type="
                + lockType(type)
                + " lk_flags="
                + FuseLkIn.LK_FLAGS.get(w);
    }

    static String lockType(int type) {
        return switch (type) {
            case LockType.F_RDLCK -> "RD";
            case LockType.F_WRLCK -> "WR";
            case LockType.F_UNLCK -> "UN";
            default -> Integer.toString(type);
        };
    }

    private String copy(Wire w) {
        return String.format(
                " fh_in=%s off_in=%d out=%s fh_out=%s off_out=%d len=%d flags=%d",
                handles.of(FuseCopyFileRangeIn.FH_IN.get(w)),
                FuseCopyFileRangeIn.OFF_IN.get(w),
                nodes.of(FuseCopyFileRangeIn.NODEID_OUT.get(w)),
                handles.of(FuseCopyFileRangeIn.FH_OUT.get(w)),
                FuseCopyFileRangeIn.OFF_OUT.get(w),
                FuseCopyFileRangeIn.LEN.get(w),
                FuseCopyFileRangeIn.FLAGS.get(w));
    }

    private static int setxattrSize(Message m) {
        // Without the extension flag the structure is its first 8 bytes and the name follows, which
        // is never empty.
        return m.text(FuseProtocol.COMPAT_SETXATTR_IN_SIZE).isEmpty()
                ? FuseSetxattrIn.SIZE
                : FuseProtocol.COMPAT_SETXATTR_IN_SIZE;
    }

    private static String whence(int whence) {
        return switch (whence) {
            case Seek.SEEK_DATA -> "DATA";
            case Seek.SEEK_HOLE -> "HOLE";
            default -> Integer.toString(whence);
        };
    }

    private String fh(long fh) {
        return " fh=" + handles.of(fh);
    }

    private static String range(long offset, int size) {
        return " off=" + offset + " size=" + Integer.toUnsignedString(size);
    }

    private static String owner(long owner) {
        return owner == 0 ? "" : " lo";
    }
}
