package dev.fuselage.cli.trace;

import dev.fuselage.fuse.DirentReader;
import dev.fuselage.fuse.FuseAttr;
import dev.fuselage.fuse.FuseAttrOut;
import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.FuseFileLock;
import dev.fuselage.fuse.FuseGetxattrIn;
import dev.fuselage.fuse.FuseGetxattrOut;
import dev.fuselage.fuse.FuseInitOut;
import dev.fuselage.fuse.FuseLkOut;
import dev.fuselage.fuse.FuseLseekOut;
import dev.fuselage.fuse.FuseOpenOut;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.FuseWriteOut;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads what successful replies say. */
final class ReplyDecoder {
    private final NodeNames nodes;
    private final HandleNumbers handles;
    private final DirentReader dirents = new DirentReader();
    private final Wire part = new Wire();

    ReplyDecoder(NodeNames nodes, HandleNumbers handles) {
        this.nodes = nodes;
        this.handles = handles;
    }

    /**
     * What a reply says.
     *
     * @param name the name its node is found by in the node {@code nodeid}, where it has one
     */
    List<TraceField> of(Opcode opcode, Message m, long nodeid, String name) {
        TraceFields f = new TraceFields();
        Wire w = m.answer();
        switch (opcode) {
            case INIT -> init(f, w);
            case LOOKUP, MKNOD, MKDIR, SYMLINK, LINK -> entry(f, w, nodeid, name);
            case CREATE, TMPFILE -> {
                entry(f, w, nodeid, name);
                opened(f, part.at(w, FuseEntryOut.SIZE));
            }
            case GETATTR, SETATTR -> {
                f.number("t", FuseAttrOut.ATTR_VALID.get(w));
                attributes(f, part.at(w, FuseAttrOut.ATTR_OFFSET));
            }
            case OPEN, OPENDIR -> opened(f, w);
            case READ -> f.bareNumber("bytes", m.answerBytes());
            case READLINK -> f.number("len", m.answerBytes());
            case WRITE, COPY_FILE_RANGE ->
                    f.bareNumber("bytes", FuseWriteOut.SIZE_FIELD.getUnsigned(w));
            case LSEEK -> f.bareNumber("offset", FuseLseekOut.OFFSET.get(w));
            case READDIR, READDIRPLUS -> listing(f, opcode, m, nodeid);
            case GETXATTR, LISTXATTR -> xattr(f, m);
            case GETLK ->
                    f.word(
                            "type",
                            ArgumentDecoder.lockType(
                                    w.u32(FuseLkOut.LK_OFFSET + FuseFileLock.TYPE.offset())));
            default -> {}
        }
        return f.list();
    }

    private static void init(TraceFields f, Wire w) {
        f.bareWord("version", FuseInitOut.MAJOR.get(w) + "." + FuseInitOut.MINOR.get(w))
                .number("max_readahead", FuseInitOut.MAX_READAHEAD.get(w))
                .word("flags", String.format("0x%08x", FuseInitOut.FLAGS.get(w)))
                .hex("flags2", FuseInitOut.FLAGS2.get(w))
                .number("max_background", FuseInitOut.MAX_BACKGROUND.get(w))
                .number("cong", FuseInitOut.CONGESTION_THRESHOLD.get(w))
                .number("max_write", FuseInitOut.MAX_WRITE.get(w))
                .number("time_gran", FuseInitOut.TIME_GRAN.get(w))
                .number("max_pages", FuseInitOut.MAX_PAGES.get(w))
                .number("map_align", FuseInitOut.MAP_ALIGNMENT.get(w));
    }

    private void entry(TraceFields f, Wire w, long parent, String name) {
        long nodeid = FuseEntryOut.NODEID.get(w);
        f.word("node", nodeid == 0 ? "-" : nodes.found(parent, name, nodeid));
        f.word("t", FuseEntryOut.ENTRY_VALID.get(w) + "/" + FuseEntryOut.ATTR_VALID.get(w));
        attributes(f, part.at(w, FuseEntryOut.ATTR_OFFSET));
    }

    private static void attributes(TraceFields f, Wire w) {
        int uid = FuseAttr.UID.get(w);
        int gid = FuseAttr.GID.get(w);
        f.octal("mode", FuseAttr.MODE.get(w))
                .number("nlink", FuseAttr.NLINK.get(w))
                .number("size", FuseAttr.SIZE_FIELD.get(w));
        if (uid != 0 || gid != 0) {
            f.word("own", Integer.toUnsignedString(uid) + ":" + Integer.toUnsignedString(gid));
        }
    }

    private void opened(TraceFields f, Wire w) {
        f.word("fh", handles.of(FuseOpenOut.FH.get(w)))
                .word("open", FlagNames.fopen(FuseOpenOut.OPEN_FLAGS.get(w)));
    }

    private void listing(TraceFields f, Opcode opcode, Message m, long dir) {
        MemorySegment reply = m.replySegment();
        boolean plus = opcode == Opcode.READDIRPLUS;
        int bytes = m.answerAtHand();
        DirentReader reader =
                plus
                        ? dirents.resetPlus(reply, FuseOutHeader.SIZE, bytes, m.order())
                        : dirents.reset(reply, FuseOutHeader.SIZE, bytes, m.order());
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
        f.number("entries", entries);
        if (plus) {
            f.number("withnode", withNode);
        }
    }

    private static String name(MemorySegment reply, DirentReader reader) {
        byte[] bytes = new byte[(int) reader.nameLength()];
        MemorySegment.copy(
                reply, ValueLayout.JAVA_BYTE, reader.nameOffset(), bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void xattr(TraceFields f, Message m) {
        if (FuseGetxattrIn.SIZE_FIELD.get(m.arguments()) == 0) {
            f.number("size", FuseGetxattrOut.SIZE_FIELD.get(m.answer()));
        } else {
            f.number("len", m.answerBytes());
        }
    }
}
