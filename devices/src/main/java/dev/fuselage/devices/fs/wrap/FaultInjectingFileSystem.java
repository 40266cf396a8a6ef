package dev.fuselage.devices.fs.wrap;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.fuse.FuseProtocol;
import java.util.HashMap;
import java.util.Map;

/**
 * Fails on purpose: chosen requests get an error before anything is done, or vanish as if the
 * server had lost them. Requests count from 1, the first message a server serves; with several
 * servers each needs its own wrapper.
 */
public final class FaultInjectingFileSystem extends ForwardingFileSystem {

    private final Map<Long, Integer> faults = new HashMap<>();

    /** No faults yet. */
    public FaultInjectingFileSystem(FileSystem inner) {
        super(inner);
    }

    /**
     * Has a request answered with an error.
     *
     * @param number which, from 1
     * @param errno a positive error number
     * @return this
     */
    public FaultInjectingFileSystem fail(long number, int errno) {
        if (errno <= 0 || errno >= FuseProtocol.ERROR_LIMIT) {
            throw new IllegalArgumentException("not an error number of a reply: " + errno);
        }
        put(number, -errno);
        return this;
    }

    /**
     * Has a request vanish without a reply.
     *
     * @param number which, from 1
     * @return this
     */
    public FaultInjectingFileSystem drop(long number) {
        put(number, DROP);
        return this;
    }

    private void put(long number, int fate) {
        if (number < 1) {
            throw new IllegalArgumentException("requests count from 1, not " + number);
        }
        faults.put(number, fate);
    }

    @Override
    public int requestBegins(long number) {
        if (!faults.isEmpty()) {
            Integer fate = faults.get(number);
            if (fate != null) {
                return fate;
            }
        }
        return inner().requestBegins(number);
    }
}
