package dev.fuselage.cli.trace;

import dev.fuselage.fuse.DirentReader;
import dev.fuselage.fuse.FuseAttr;
import dev.fuselage.fuse.FuseAttrOut;
import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.FuseFileLock;
import dev.fuselage.fuse.FuseGetxattrIn;
import dev.fuselage.fuse.FuseGetxattrOut;
import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseInitOut;
import dev.fuselage.fuse.FuseLkOut;
import dev.fuselage.fuse.FuseLseekOut;
import dev.fuselage.fuse.FuseOpenOut;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.FuseWriteOut;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A reply as a trace writes it. */
final class ReplyText {
    private final NodeNames nodes;
    private final HandleNumbers handles;
    private final DirentReader dirents = new DirentReader();

    ReplyText(NodeNames nodes, HandleNumbers handles) {
        this.nodes = nodes;
        this.handles = handles;
    }

    /** What stands behind the arrow. */
    String of(Opcode opcode, Message m, long nodeid, String name) {
        if (!m.hasReply()) {
            return "(no reply header)";
        }
        int error = m.error();
        if (error != 0) {
            // The recordings call 95 by its other name.
            return error == Errno.EOPNOTSUPP ? "ENOTSUP" : Errno.name(error);
        }
        Wire w = m.answer();
        return switch (opcode) {
            case INIT -> init(w);
            case LOOKUP, MKNOD, MKDIR, SYMLINK, LINK -> entry(w, nodeid, name);
            case CREATE, TMPFILE ->
                    entry(w, nodeid, name) + " " + opened(m.answer().at(w, FuseEntryOut.SIZE));
            case GETATTR, SETATTR -> {
                long valid = FuseAttrOut.ATTR_VALID.get(w);
                yield "t=" + valid + attributes(w.at(w, FuseAttrOut.ATTR_OFFSET));
            }
            case OPEN, OPENDIR -> opened(w);
            case READ -> Integer.toString(m.answerBytes());
            case WRITE, COPY_FILE_RANGE -> Integer.toUnsignedString(FuseWriteOut.SIZE_FIELD.get(w));
            case LSEEK -> Long.toString(FuseLseekOut.OFFSET.get(w));
            case READDIR, READDIRPLUS -> listing(opcode, m, nodeid);
            case GETXATTR, LISTXATTR -> xattr(m);
            case GETLK ->
                    "type="
                            + RequestText.lockType(
                                    w.u32(FuseLkOut.LK_OFFSET + FuseFileLock.TYPE.offset()));
            default -> "ok";
        };
    }

    private static String init(Wire w) {
        return String.format(
                "%d.%d max_readahead=%d flags=0x%08x flags2=0x%x max_background=%d cong=%d max_write=%d time_gran=%d max_pages=%d map_align=%d",
                FuseInitOut.MAJOR.get(w),
                FuseInitOut.MINOR.get(w),
                FuseInitOut.MAX_READAHEAD.get(w),
                FuseInitOut.FLAGS.get(w),
                FuseInitOut.FLAGS2.get(w),
                FuseInitOut.MAX_BACKGROUND.get(w),
                FuseInitOut.CONGESTION_THRESHOLD.get(w),
                FuseInitOut.MAX_WRITE.get(w),
                FuseInitOut.TIME_GRAN.get(w),
                FuseInitOut.MAX_PAGES.get(w),
                FuseInitOut.MAP_ALIGNMENT.get(w));
    }

    private String entry(Wire w, long parent, String name) {
        String node = nodes.found(parent, name, FuseEntryOut.NODEID.get(w));
        return "node="
                + node
                + " t="
                + FuseEntryOut.ENTRY_VALID.get(w)
                + "/"
                + FuseEntryOut.ATTR_VALID.get(w)
                + attributes(new Wire().at(w, FuseEntryOut.ATTR_OFFSET));
    }

    private static String attributes(Wire w) {
        int uid = FuseAttr.UID.get(w);
        int gid = FuseAttr.GID.get(w);
        String owner =
                uid == 0 && gid == 0
                        ? ""
                        : " own="
                                + Integer.toUnsignedString(uid)
                                + ":"
                                + Integer.toUnsignedString(gid);
        return String.format(
                " mode=%o nlink=%d size=%d%s",
                FuseAttr.MODE.get(w), FuseAttr.NLINK.get(w), FuseAttr.SIZE_FIELD.get(w), owner);
    }

    private String opened(Wire w) {
        return "fh="
                + handles.of(FuseOpenOut.FH.get(w))
                + " open="
                + FlagNames.fopen(FuseOpenOut.OPEN_FLAGS.get(w));
    }

    private String listing(Opcode opcode, Message m, long dir) {
        MemorySegment reply = m.replySegment();
        boolean plus = opcode == Opcode.READDIRPLUS;
        int bytes = m.answerBytes();
        DirentReader reader =
                plus
                        ? dirents.resetPlus(
                                reply, FuseOutHeader.SIZE, bytes, ByteOrder.LITTLE_ENDIAN)
                        : dirents.reset(reply, FuseOutHeader.SIZE, bytes, ByteOrder.LITTLE_ENDIAN);
        int entries = 0;
        int withNode = 0;
        while (reader.next()) {
            entries++;
            long node = plus ? FuseEntryOut.NODEID.get(reader.entry()) : 0;
            if (node != 0) {
                withNode++;
                String _ = nodes.found(dir, name(reply, reader), node);
            }
        }
        return "entries=" + entries + (plus ? " withnode=" + withNode : "");
    }

    private static String name(MemorySegment reply, DirentReader reader) {
        byte[] bytes = new byte[(int) reader.nameLength()];
        MemorySegment.copy(
                reply, ValueLayout.JAVA_BYTE, reader.nameOffset(), bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String xattr(Message m) {
        int asked = FuseGetxattrIn.SIZE_FIELD.get(m.header().at(m.header(), FuseInHeader.SIZE));
        if (asked == 0) {
            return "size=" + FuseGetxattrOut.SIZE_FIELD.get(m.answer());
        }
        return "len=" + m.answerBytes();
    }
}
