package dev.fuselage.cli.trace;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.server.RequestObserver;
import dev.fuselage.fuse.FuseCreateIn;
import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseLinkIn;
import dev.fuselage.fuse.FuseMkdirIn;
import dev.fuselage.fuse.FuseMknodIn;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.FuseRename2In;
import dev.fuselage.fuse.FuseRenameIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.RenameFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Writes down the requests a server sees, as the lines of a {@code .trace}: under the mark of what
 * caused them, in the order in which the client numbered them, with names for nodes and numbers for
 * handles.
 */
public final class TraceRecorder implements RequestObserver {
    private static final int HIPRIO = 0;

    private final NodeNames nodes = new NodeNames();
    private final HandleNumbers handles = new HandleNumbers();
    private final RequestText requests = new RequestText(nodes, handles);
    private final ReplyText replies = new ReplyText(nodes, handles);
    private final Message message = new Message();
    private final List<String> lines = new ArrayList<>();
    private final TreeMap<Long, String> sinceMark = new TreeMap<>();

    /** A recording that begins with a comment. */
    public TraceRecorder(String comment) {
        lines.add("# " + comment);
    }

    /**
     * Requests from now on are caused by this: {@code > 3 stat /mnt/f}, or a host step {@code ! rm
     * f}.
     */
    public void mark(String cause) {
        settle();
        lines.add(cause);
    }

    private void settle() {
        lines.addAll(sinceMark.values());
        sinceMark.clear();
    }

    /** All lines so far. */
    public List<String> lines() {
        settle();
        return List.copyOf(lines);
    }

    @Override
    public void requestServed(FuseExchange exchange) {
        Message m = message.read(exchange);
        Opcode opcode = Opcode.of(FuseInHeader.OPCODE.get(m.header()));
        long nodeid = FuseInHeader.NODEID.get(m.header());
        long unique = FuseInHeader.UNIQUE.get(m.header());
        String queue = exchange.queue() == HIPRIO ? "H:" : "";
        if (opcode == null) {
            sinceMark.put(unique, queue + "?" + FuseInHeader.OPCODE.get(m.header()));
            return;
        }
        String name = createdName(opcode, m);
        String line =
                queue
                        + opcode
                        + " "
                        + nodes.of(nodeid)
                        + requests.of(opcode, m)
                        + " "
                        + credentials(m.header());
        if (m.wantsReply()) {
            line += " -> " + replies.of(opcode, m, nodeid, name);
            follow(opcode, m, nodeid, name);
        }
        sinceMark.put(unique, line);
    }

    /** The name under which a reply's node is found; empty for requests without one. */
    private static String createdName(Opcode opcode, Message m) {
        return switch (opcode) {
            case LOOKUP, SYMLINK, UNLINK, RMDIR -> m.text(0);
            case MKNOD -> m.text(FuseMknodIn.SIZE);
            case MKDIR -> m.text(FuseMkdirIn.SIZE);
            case LINK -> m.text(FuseLinkIn.SIZE);
            case CREATE, TMPFILE -> m.text(FuseCreateIn.SIZE);
            default -> "";
        };
    }

    /** Keeps the names of nodes up to date. */
    private void follow(Opcode opcode, Message m, long nodeid, String name) {
        if (!m.hasReply() || m.error() != 0) {
            return;
        }
        Wire w = m.arguments();
        switch (opcode) {
            case UNLINK, RMDIR -> nodes.removed(nodeid, name);
            case RENAME -> renamed(m, nodeid, FuseRenameIn.SIZE, false);
            case RENAME2 ->
                    renamed(
                            m,
                            nodeid,
                            FuseRename2In.SIZE,
                            (FuseRename2In.FLAGS.get(w) & RenameFlags.RENAME_EXCHANGE) != 0);
            default -> {}
        }
    }

    private void renamed(Message m, long nodeid, int size, boolean exchange) {
        long newDir = FuseRenameIn.NEWDIR.get(m.arguments());
        String from = m.text(size);
        nodes.renamed(nodeid, from, newDir, m.text(size + from.length() + 1), exchange);
    }

    private static String credentials(Wire header) {
        int uid = FuseInHeader.UID.get(header);
        int gid = FuseInHeader.GID.get(header);
        if (uid == FuseProtocol.INVALID_UIDGID && gid == FuseProtocol.INVALID_UIDGID) {
            return "c=X";
        }
        if (uid == 0 && gid == 0 && FuseInHeader.PID.get(header) == 0) {
            return "c=N";
        }
        return "c=" + Integer.toUnsignedString(uid) + ":" + Integer.toUnsignedString(gid);
    }
}
