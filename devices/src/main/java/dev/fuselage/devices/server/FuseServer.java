package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.machine.cost.CostProfile;
import java.util.ArrayList;
import java.util.List;

/** Serves FUSE messages over a file system. */
public final class FuseServer implements AutoCloseable {

    private final FileSystem fileSystem;
    private final ServerConfig config;
    private final CostProfile costs;
    private final List<RequestObserver> observers = new ArrayList<>();

    /**
     * A server without a session: the first message must be INIT.
     *
     * @param fileSystem what it exports; it belongs to the server, which closes it
     * @param config what it offers
     * @param costs prices of what the host does
     */
    public FuseServer(FileSystem fileSystem, ServerConfig config, CostProfile costs) {
        this.fileSystem = fileSystem;
        this.config = config;
        this.costs = costs;
    }

    /** Has every message shown to {@code observer} after it was served. */
    public void addObserver(RequestObserver observer) {
        observers.add(observer);
    }

    /** What it was told to offer. */
    public ServerConfig config() {
        return config;
    }

    /**
     * Serves one message. Never throws for anything the guest wrote.
     *
     * @param exchange the message; filled with the reply
     */
    public void serve(FuseExchange exchange) {
        exchange.error = -Errno.ENOSYS;
        exchange.hostCost = costs.of(dev.fuselage.machine.cost.Cost.SERVER_REQUEST);
        for (int i = 0; i < observers.size(); i++) {
            observers.get(i).requestServed(exchange);
        }
    }

    /**
     * Ends the session, as a reset of the device does: open files, nodeids and negotiation are
     * gone.
     */
    public void reset() {}

    /** Ends the session and closes the file system. */
    @Override
    public void close() {
        reset();
        fileSystem.close();
    }
}
