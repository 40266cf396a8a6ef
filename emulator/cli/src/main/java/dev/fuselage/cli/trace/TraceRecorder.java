package dev.fuselage.cli.trace;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.server.RequestObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Writes down the requests a server sees, as the lines of a {@code .trace}: under the mark of what
 * caused them, in the order in which the client numbered them, with names for nodes and numbers for
 * handles.
 */
public final class TraceRecorder implements RequestObserver {
    private final RequestDecoder decoder = new RequestDecoder();
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
        TracedRequest request = decoder.decode(exchange);
        sinceMark.put(request.unique(), TraceText.line(request));
    }
}
