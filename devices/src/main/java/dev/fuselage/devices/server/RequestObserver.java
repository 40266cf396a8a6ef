package dev.fuselage.devices.server;

/**
 * Sees every message a {@link FuseServer} has served: traces, counters and reports are made of it.
 */
@FunctionalInterface
public interface RequestObserver {

    /**
     * A message was served; also one that gets no reply.
     *
     * @param exchange the message with its reply; its memory may be read during the call only
     */
    void requestServed(FuseExchange exchange);
}
