package dev.fuselage.cli.trace;

import dev.fuselage.fuse.Fattr;
import dev.fuselage.fuse.FuseAccessIn;
import dev.fuselage.fuse.FuseBatchForgetIn;
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
import dev.fuselage.fuse.FuseInterruptIn;
import dev.fuselage.fuse.FuseIoctlIn;
import dev.fuselage.fuse.FuseLinkIn;
import dev.fuselage.fuse.FuseLkIn;
import dev.fuselage.fuse.FuseLseekIn;
import dev.fuselage.fuse.FuseMkdirIn;
import dev.fuselage.fuse.FuseMknodIn;
import dev.fuselage.fuse.FuseOpenIn;
import dev.fuselage.fuse.FusePollIn;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.FuseReadIn;
import dev.fuselage.fuse.FuseReleaseIn;
import dev.fuselage.fuse.FuseRemovemappingIn;
import dev.fuselage.fuse.FuseRename2In;
import dev.fuselage.fuse.FuseRenameIn;
import dev.fuselage.fuse.FuseSetattrIn;
import dev.fuselage.fuse.FuseSetupmappingIn;
import dev.fuselage.fuse.FuseSetxattrIn;
import dev.fuselage.fuse.FuseStatxIn;
import dev.fuselage.fuse.FuseWriteIn;
import dev.fuselage.fuse.GetattrFlags;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.fuse.linux.Seek;
import java.util.List;

/** Reads what requests ask. */
final class ArgumentDecoder {
    /** Seconds above this are the present; scripts set times by small numbers. */
    private static final long PRESENT = 1_000_000_000L;

    private final NodeNames nodes;
    private final HandleNumbers handles;

    ArgumentDecoder(NodeNames nodes, HandleNumbers handles) {
        this.nodes = nodes;
        this.handles = handles;
    }

    List<TraceField> of(Opcode opcode, Message m) {
        TraceFields f = new TraceFields();
        Wire w = m.arguments();
        switch (opcode) {
            case INIT -> init(f, w, m);
            case LOOKUP, UNLINK, RMDIR, REMOVEXATTR -> f.word("name", ByteText.of(m.text(0)));
            case SYMLINK, MKNOD, MKDIR, RENAME, RENAME2, LINK, CREATE, TMPFILE ->
                    names(opcode, f, w, m);
            case FORGET -> f.number("nlookup", FuseForgetIn.NLOOKUP.get(w));
            case BATCH_FORGET -> f.number("count", FuseBatchForgetIn.COUNT.get(w));
            case GETATTR -> {
                boolean byHandle =
                        (FuseGetattrIn.GETATTR_FLAGS.get(w) & GetattrFlags.GETATTR_FH) != 0;
                f.flag("FH", byHandle);
                if (byHandle) {
                    fh(f, FuseGetattrIn.FH.get(w));
                }
            }
            case SETATTR -> setattr(f, w);
            case OPEN, OPENDIR -> f.word("flags", FlagNames.open(FuseOpenIn.FLAGS.get(w)));
            case SETXATTR, GETXATTR, LISTXATTR -> xattr(opcode, f, w, m);
            case ACCESS -> f.number("mask", FuseAccessIn.MASK.get(w));
            case STATX ->
                    f.hex("sx_flags", FuseStatxIn.SX_FLAGS.get(w))
                            .hex("mask", FuseStatxIn.SX_MASK.get(w));
            case INTERRUPT -> f.number("of", FuseInterruptIn.UNIQUE.get(w));
            case REMOVEMAPPING -> f.number("count", FuseRemovemappingIn.COUNT.get(w));
            case READ, READDIR, READDIRPLUS, WRITE, FLUSH, RELEASE, RELEASEDIR, FSYNC, FSYNCDIR ->
                    transfer(opcode, f, w);
            case GETLK, SETLK, SETLKW, IOCTL, POLL, FALLOCATE, LSEEK, SETUPMAPPING ->
                    byHandle(opcode, f, w);
            case COPY_FILE_RANGE, COPY_FILE_RANGE_64 -> copy(f, w);
            default -> {}
        }
        return f.list();
    }

    private static void init(TraceFields f, Wire w, Message m) {
        f.bareWord("version", FuseInitIn.MAJOR.get(w) + "." + FuseInitIn.MINOR.get(w))
                .number("max_readahead", FuseInitIn.MAX_READAHEAD.get(w))
                .word("flags", String.format("0x%08x", FuseInitIn.FLAGS.get(w)))
                .hex("flags2", FuseInitIn.FLAGS2.get(w))
                .number("len", m.requestBytes() - FuseInHeader.SIZE);
    }

    private void names(Opcode opcode, TraceFields f, Wire w, Message m) {
        switch (opcode) {
            case SYMLINK -> {
                String name = m.text(0);
                f.word("name", ByteText.of(name));
                f.word("target", ByteText.of(m.text(name.length() + 1)));
            }
            case MKNOD ->
                    name(f, m, FuseMknodIn.SIZE)
                            .octal("mode", FuseMknodIn.MODE.get(w))
                            .hex("rdev", FuseMknodIn.RDEV.get(w))
                            .octal("umask", FuseMknodIn.UMASK.get(w));
            case MKDIR ->
                    name(f, m, FuseMkdirIn.SIZE)
                            .octal("mode", FuseMkdirIn.MODE.get(w))
                            .octal("umask", FuseMkdirIn.UMASK.get(w));
            case RENAME -> rename(f, w, m, FuseRenameIn.SIZE);
            case RENAME2 ->
                    rename(f, w, m, FuseRename2In.SIZE).number("flags", FuseRename2In.FLAGS.get(w));
            case LINK ->
                    f.word("old", nodes.of(FuseLinkIn.OLDNODEID.get(w)))
                            .word("newname", ByteText.of(m.text(FuseLinkIn.SIZE)));
            default ->
                    name(f, m, FuseCreateIn.SIZE)
                            .word("flags", FlagNames.open(FuseCreateIn.FLAGS.get(w)))
                            .octal("mode", FuseCreateIn.MODE.get(w))
                            .octal("umask", FuseCreateIn.UMASK.get(w));
        }
    }

    private static TraceFields name(TraceFields f, Message m, int offset) {
        return f.word("name", ByteText.of(m.text(offset)));
    }

    private TraceFields rename(TraceFields f, Wire w, Message m, int offset) {
        String name = m.text(offset);
        return f.word("name", ByteText.of(name))
                .word("newdir", nodes.of(FuseRenameIn.NEWDIR.get(w)))
                .word("newname", ByteText.of(m.text(offset + name.length() + 1)));
    }

    private void setattr(TraceFields f, Wire w) {
        int valid = FuseSetattrIn.VALID.get(w);
        String names = FlagNames.fattr(valid);
        f.word("valid", "0x" + Integer.toHexString(valid) + "(" + names + ")");
        if ((valid & Fattr.FATTR_FH) != 0) {
            fh(f, FuseSetattrIn.FH.get(w));
        }
        if ((valid & Fattr.FATTR_SIZE) != 0) {
            f.number("size", FuseSetattrIn.SIZE_FIELD.get(w));
        }
        if ((valid & Fattr.FATTR_MODE) != 0) {
            f.octal("mode", FuseSetattrIn.MODE.get(w));
        }
        if ((valid & Fattr.FATTR_UID) != 0) {
            f.number("uid", FuseSetattrIn.UID.get(w));
        }
        if ((valid & Fattr.FATTR_GID) != 0) {
            f.number("gid", FuseSetattrIn.GID.get(w));
        }
        if ((valid & (Fattr.FATTR_ATIME | Fattr.FATTR_ATIME_NOW)) == Fattr.FATTR_ATIME) {
            f.word("atime", time(FuseSetattrIn.ATIME.get(w)));
        }
        if ((valid & (Fattr.FATTR_MTIME | Fattr.FATTR_MTIME_NOW)) == Fattr.FATTR_MTIME) {
            f.word("mtime", time(FuseSetattrIn.MTIME.get(w)));
        }
    }

    private static String time(long seconds) {
        return seconds > PRESENT ? "T" : Long.toString(seconds);
    }

    private static void xattr(Opcode opcode, TraceFields f, Wire w, Message m) {
        switch (opcode) {
            case SETXATTR ->
                    name(f, m, setxattrSize(m))
                            .number("size", FuseSetxattrIn.SIZE_FIELD.get(w))
                            .number("flags", FuseSetxattrIn.FLAGS.get(w));
            case GETXATTR ->
                    name(f, m, FuseGetxattrIn.SIZE)
                            .number("size", FuseGetxattrIn.SIZE_FIELD.get(w));
            default -> f.number("size", FuseGetxattrIn.SIZE_FIELD.get(w));
        }
    }

    /**
     * Without the extension flag the structure is its first 8 bytes, and a name follows, which is
     * never empty; with it, a word of flags that is mostly 0.
     */
    private static int setxattrSize(Message m) {
        return m.text(FuseProtocol.COMPAT_SETXATTR_IN_SIZE).length() <= 1
                ? FuseSetxattrIn.SIZE
                : FuseProtocol.COMPAT_SETXATTR_IN_SIZE;
    }

    private void transfer(Opcode opcode, TraceFields f, Wire w) {
        switch (opcode) {
            case READ ->
                    owner(
                                    fh(f, FuseReadIn.FH.get(w))
                                            .number("off", FuseReadIn.OFFSET.get(w))
                                            .number("size", FuseReadIn.SIZE_FIELD.get(w))
                                            .number("rf", FuseReadIn.READ_FLAGS.get(w)),
                                    FuseReadIn.LOCK_OWNER.get(w))
                            .word("fl", FlagNames.open(FuseReadIn.FLAGS.get(w)));
            case READDIR, READDIRPLUS ->
                    fh(f, FuseReadIn.FH.get(w))
                            .word("off", FuseReadIn.OFFSET.get(w) == 0 ? "0" : "C")
                            .number("size", FuseReadIn.SIZE_FIELD.get(w));
            case WRITE ->
                    owner(
                                    fh(f, FuseWriteIn.FH.get(w))
                                            .number("off", FuseWriteIn.OFFSET.get(w))
                                            .number("size", FuseWriteIn.SIZE_FIELD.get(w))
                                            .number("wf", FuseWriteIn.WRITE_FLAGS.get(w)),
                                    FuseWriteIn.LOCK_OWNER.get(w))
                            .word("fl", FlagNames.open(FuseWriteIn.FLAGS.get(w)));
            case FLUSH -> owner(fh(f, FuseFlushIn.FH.get(w)), FuseFlushIn.LOCK_OWNER.get(w));
            case RELEASE, RELEASEDIR ->
                    owner(
                            fh(f, FuseReleaseIn.FH.get(w))
                                    .word("flags", FlagNames.open(FuseReleaseIn.FLAGS.get(w)))
                                    .number("rf", FuseReleaseIn.RELEASE_FLAGS.get(w)),
                            FuseReleaseIn.LOCK_OWNER.get(w));
            default ->
                    fh(f, FuseFsyncIn.FH.get(w))
                            .number("fsyncflags", FuseFsyncIn.FSYNC_FLAGS.get(w));
        }
    }

    private void byHandle(Opcode opcode, TraceFields f, Wire w) {
        switch (opcode) {
            case IOCTL ->
                    fh(f, FuseIoctlIn.FH.get(w))
                            .hex("flags", FuseIoctlIn.FLAGS.get(w))
                            .hex("cmd", FuseIoctlIn.CMD.get(w))
                            .number("in", FuseIoctlIn.IN_SIZE.get(w))
                            .number("out", FuseIoctlIn.OUT_SIZE.get(w));
            case POLL -> fh(f, FusePollIn.FH.get(w)).hex("events", FusePollIn.EVENTS.get(w));
            case FALLOCATE ->
                    fh(f, FuseFallocateIn.FH.get(w))
                            .number("off", FuseFallocateIn.OFFSET.get(w))
                            .number("len", FuseFallocateIn.LENGTH.get(w))
                            .hex("mode", FuseFallocateIn.MODE.get(w));
            case LSEEK ->
                    fh(f, FuseLseekIn.FH.get(w))
                            .number("off", FuseLseekIn.OFFSET.get(w))
                            .word("whence", whence(FuseLseekIn.WHENCE.get(w)));
            case SETUPMAPPING ->
                    f.number("foffset", FuseSetupmappingIn.FOFFSET.get(w))
                            .number("len", FuseSetupmappingIn.LEN.get(w))
                            .hex("flags", (int) FuseSetupmappingIn.FLAGS.get(w))
                            .number("moffset", FuseSetupmappingIn.MOFFSET.get(w));
            default -> lock(f, w);
        }
    }

    private void lock(TraceFields f, Wire w) {
        long end = w.u64(FuseLkIn.LK_OFFSET + FuseFileLock.END.offset());
        int type = w.u32(FuseLkIn.LK_OFFSET + FuseFileLock.TYPE.offset());
        fh(f, FuseLkIn.FH.get(w))
                .number("start", w.u64(FuseLkIn.LK_OFFSET + FuseFileLock.START.offset()))
                .word("end", end == Long.MAX_VALUE ? "MAX" : Long.toString(end))
                .word("type", lockType(type))
                .number("lk_flags", FuseLkIn.LK_FLAGS.get(w));
    }

    static String lockType(int type) {
        return switch (type) {
            case LockType.F_RDLCK -> "RD";
            case LockType.F_WRLCK -> "WR";
            case LockType.F_UNLCK -> "UN";
            default -> Integer.toString(type);
        };
    }

    private void copy(TraceFields f, Wire w) {
        f.word("fh_in", handles.of(FuseCopyFileRangeIn.FH_IN.get(w)))
                .number("off_in", FuseCopyFileRangeIn.OFF_IN.get(w))
                .word("out", nodes.of(FuseCopyFileRangeIn.NODEID_OUT.get(w)))
                .word("fh_out", handles.of(FuseCopyFileRangeIn.FH_OUT.get(w)))
                .number("off_out", FuseCopyFileRangeIn.OFF_OUT.get(w))
                .number("len", FuseCopyFileRangeIn.LEN.get(w))
                .number("flags", FuseCopyFileRangeIn.FLAGS.get(w));
    }

    private static String whence(int whence) {
        return switch (whence) {
            case Seek.SEEK_DATA -> "DATA";
            case Seek.SEEK_HOLE -> "HOLE";
            default -> Integer.toString(whence);
        };
    }

    private TraceFields fh(TraceFields f, long fh) {
        return f.word("fh", handles.of(fh));
    }

    private static TraceFields owner(TraceFields f, long owner) {
        return f.flag("lo", owner != 0);
    }
}
