package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.FileLock;
import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.LockWait;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves FUSE messages over a file system, as virtiofsd 1.13 does: same negotiation, same limits,
 * same errors where a guest can tell.
 *
 * <p>Every message is served at once and as a whole; that the host takes its time is told in {@link
 * FuseExchange#hostCost()} and is for the transport to wait for. The exception is a lock that has
 * to be waited for: the message stays with the transport and is served again when locks have gone,
 * so that no worker waits with it. A message that makes no sense gets an error reply, or none where
 * there is no room for one; nothing a guest sends ends the server.
 *
 * <p>Not safe for use by several threads, and not reentrant.
 */
public final class FuseServer implements Snapshotted {

    private final ServerState state;
    private final Dispatcher dispatcher;
    private final Request request = new Request();
    private final List<RequestObserver> observers = new ArrayList<>();
    private long number;

    /**
     * A server without a session: the first message must be INIT.
     *
     * @param fileSystem what it exports; several servers may share one, and whoever made it closes
     *     it
     * @param config what it offers
     * @param costs prices of what the host does
     */
    public FuseServer(FileSystem fileSystem, ServerConfig config, CostProfile costs) {
        state = new ServerState(fileSystem, config, costs);
        dispatcher = new Dispatcher(state);
    }

    /** Has every message shown to {@code observer} after it was served. */
    public void addObserver(RequestObserver observer) {
        observers.add(observer);
    }

    /** What it was told to offer. */
    public ServerConfig config() {
        return state.config;
    }

    /** Whether a session is established: INIT succeeded and nothing has ended it. */
    public boolean established() {
        return state.session.established();
    }

    /** Number of nodeids the guest knows, the root included; 0 without a session. */
    public int nodeIds() {
        return state.inodes.size();
    }

    /** Number of files and directories the guest has open. */
    public int openHandles() {
        return state.handles.size();
    }

    /** How often the guest gave back more lookups than it had: a bug of the guest, or hostility. */
    public long forgetUnderflows() {
        return state.inodes.underflows();
    }

    /**
     * Is told whenever messages that wait should be served again. In the middle of some request, of
     * this server or of another on the same file system: not to call back from there.
     */
    public void setWaitListener(Runnable listener) {
        state.fs.lockWaits().addListener(listener);
    }

    /**
     * Serves one message, or again one that {@linkplain FuseExchange#isParked waits}. Never throws
     * for anything the guest wrote.
     *
     * @param exchange the message; filled with the reply
     */
    public void serve(FuseExchange exchange) {
        if (!exchange.isParked()) {
            number++;
            exchange.number = number;
        }
        request.begin(exchange.request(), exchange.reply());
        int result = process(exchange);
        if (result == Dispatcher.BLOCKED) {
            park(exchange);
            return;
        }
        abandon(exchange);
        if (result != Dispatcher.NO_REPLY) {
            exchange.error = Math.min(result, 0);
            exchange.replyBytes = request.finish(result);
        }
        exchange.unique = request.unique();
        exchange.nodeId = request.nodeId();
        exchange.opcode = request.opcode();
        exchange.order = state.session.order();
        exchange.hostCost =
                state.costs.of(Cost.SERVER_REQUEST) + request.cost() + state.fs.takeExtraCost();
        for (int i = 0; i < observers.size(); i++) {
            observers.get(i).requestServed(exchange);
        }
    }

    private void park(FuseExchange exchange) {
        abandon(exchange);
        LockWait wait = dispatcher.blocked();
        state.fs.lockWaits().begin(wait);
        exchange.wait = wait;
        exchange.occupiesWorker =
                state.config.quirks().contains(ServerQuirk.BLOCKING_LOCK_OCCUPIES_WORKER);
        exchange.opcode = request.opcode();
        exchange.unique = request.unique();
        exchange.hostCost =
                state.costs.of(Cost.SERVER_REQUEST) + request.cost() + state.fs.takeExtraCost();
    }

    /** A message that waited when a snapshot was taken waits again, or is answered. */
    public void resume(FuseExchange exchange) {
        exchange.wait = new LockWait(new FileLock(), 0, 0);
        serve(exchange);
    }

    /** The transport forgets a message, which may have waited. */
    public void abandon(FuseExchange exchange) {
        LockWait wait = exchange.wait;
        if (wait != null) {
            exchange.wait = null;
            state.fs.lockWaits().end(wait);
        }
    }

    private int process(FuseExchange exchange) {
        if (!request.hasHeader()) {
            request.decode(state.session.order());
            return -Errno.EINVAL;
        }
        int raw = request.rawOpcode();
        if (raw == Opcode.INIT.number()) {
            state.session.setOrder(ByteOrder.LITTLE_ENDIAN);
        } else if (raw == Integer.reverseBytes(Opcode.INIT.number())) {
            state.session.setOrder(ByteOrder.BIG_ENDIAN);
        }
        request.decode(state.session.order());
        Opcode opcode = Opcode.of(request.opcode());
        LockWait wait = exchange.wait;
        if (wait != null && wait.isInterrupted()) {
            return -Errno.EINTR;
        }
        int fate = wait != null ? 0 : state.fs.requestBegins(number);
        if (fate == FileSystem.DROP) {
            exchange.dropped = true;
            return Dispatcher.NO_REPLY;
        }
        boolean silent = opcode != null && Dispatcher.isSilent(opcode);
        int error = fate != 0 ? fate : request.checkLength();
        if (error == 0 && !silent && !request.hasRoom(0)) {
            // Nobody would learn what came of it, so nothing does.
            error = -Errno.ENOMEM;
        }
        if (error != 0) {
            return silent ? Dispatcher.NO_REPLY : error;
        }
        return opcode == null ? -Errno.ENOSYS : dispatcher.serve(opcode, request);
    }

    /**
     * Ends the session, as a reset of the device does: open files, nodeids and negotiation are
     * gone.
     */
    public void reset() {
        state.clear();
    }

    /**
     * Writes the session and the file system with it, which no other server may share: nodeids and
     * file handles continue.
     */
    @Override
    public void save(SnapshotWriter to) {
        to.putLong(number);
        state.save(to);
    }

    /** Takes over a session, on a server that has served nothing yet. */
    @Override
    public void load(SnapshotReader from) {
        number = from.getLong();
        state.load(from);
    }
}
