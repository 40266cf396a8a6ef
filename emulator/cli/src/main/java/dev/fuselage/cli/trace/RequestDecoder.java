package dev.fuselage.cli.trace;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.fuse.FuseCreateIn;
import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseLinkIn;
import dev.fuselage.fuse.FuseMkdirIn;
import dev.fuselage.fuse.FuseMknodIn;
import dev.fuselage.fuse.FuseRename2In;
import dev.fuselage.fuse.FuseRenameIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.RenameFlags;
import java.util.List;

/**
 * Reads the messages of one connection. It follows which node has which name and which handle came
 * first, so it must see them all, from INIT on.
 */
final class RequestDecoder {
    private final NodeNames nodes = new NodeNames();
    private final HandleNumbers handles = new HandleNumbers();
    private final ArgumentDecoder arguments = new ArgumentDecoder(nodes, handles);
    private final ReplyDecoder replies = new ReplyDecoder(nodes, handles);
    private final Message message = new Message();

    TracedRequest decode(FuseExchange exchange) {
        Message m = message.read(exchange);
        Wire header = m.header();
        int number = FuseInHeader.OPCODE.get(header);
        Opcode opcode = Opcode.of(number);
        long nodeid = FuseInHeader.NODEID.get(header);
        String node = nodes.of(nodeid);
        List<TraceField> asked = opcode == null ? List.of() : arguments.of(opcode, m);
        boolean replied = m.wantsReply() && m.hasReply();
        int error = replied ? m.error() : 0;
        List<TraceField> said = List.of();
        if (replied && error == 0 && opcode != null) {
            String name = createdName(opcode, m);
            said = replies.of(opcode, m, nodeid, name);
            follow(opcode, m, nodeid);
        }
        return new TracedRequest(
                exchange.queue(),
                FuseInHeader.UNIQUE.get(header),
                opcode == null ? "?" + number : opcode.name(),
                nodeid,
                node,
                asked,
                FuseInHeader.UID.get(header),
                FuseInHeader.GID.get(header),
                FuseInHeader.PID.get(header),
                m.wantsReply(),
                replied,
                error,
                said,
                m.requestBytes(),
                m.replyBytes());
    }

    /** The name under which a reply's node is found; empty for requests without one. */
    private static String createdName(Opcode opcode, Message m) {
        return switch (opcode) {
            case LOOKUP, SYMLINK -> m.text(0);
            case MKNOD -> m.text(FuseMknodIn.SIZE);
            case MKDIR -> m.text(FuseMkdirIn.SIZE);
            case LINK -> m.text(FuseLinkIn.SIZE);
            case CREATE, TMPFILE -> m.text(FuseCreateIn.SIZE);
            default -> "";
        };
    }

    /** Keeps the names of nodes up to date. */
    private void follow(Opcode opcode, Message m, long nodeid) {
        switch (opcode) {
            case RENAME -> renamed(m, nodeid, FuseRenameIn.SIZE, 0);
            case RENAME2 ->
                    renamed(m, nodeid, FuseRename2In.SIZE, FuseRename2In.FLAGS.get(m.arguments()));
            default -> {}
        }
    }

    private void renamed(Message m, long nodeid, int size, int flags) {
        long newDir = FuseRenameIn.NEWDIR.get(m.arguments());
        String from = m.text(size);
        String to = m.text(size + from.length() + 1);
        boolean exchange = (flags & RenameFlags.RENAME_EXCHANGE) != 0;
        nodes.renamed(nodeid, from, newDir, to, exchange);
    }
}
