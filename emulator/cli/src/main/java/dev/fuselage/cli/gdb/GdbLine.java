package dev.fuselage.cli.gdb;

import dev.fuselage.cli.UsageError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A port of this host's own address on which one client at a time is served; a second waits until
 * the first has gone. A thread reads, since reading cannot be interrupted, and queues what happened
 * for the thread of the simulation.
 */
final class GdbLine implements AutoCloseable {
    /** What has happened on the line. */
    sealed interface Event {
        /** A client has come. */
        record Connected(Socket client) implements Event {}

        /** It has sent bytes. */
        @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
        record Received(byte[] bytes) implements Event {}

        /** It has gone. */
        record Disconnected() implements Event {}
    }

    private static final int PIECE = 16 << 10;

    /** Events read ahead; a client that sends more has to wait. */
    private static final int MOST_EVENTS = 64;

    private final ServerSocket listener;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(MOST_EVENTS);
    private @Nullable Socket client;

    private GdbLine(ServerSocket listener) {
        this.listener = listener;
        Thread reader = new Thread(this::serve, "gdb line");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Begins to listen.
     *
     * @param port 0 for any that is free
     * @throws UsageError if the port cannot be had
     */
    static GdbLine listen(int port) {
        try {
            ServerSocket listener = new ServerSocket();
            try {
                listener.setReuseAddress(true);
                listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            } catch (IOException e) {
                listener.close();
                throw e;
            }
            return new GdbLine(listener);
        } catch (BindException e) {
            String why = port > 0 && port < 1024 ? "is in use or reserved to root" : "is in use";
            throw new UsageError("--gdb: port %d %s".formatted(port, why));
        } catch (IOException e) {
            throw new UsageError("--gdb: port %d: %s".formatted(port, e.getMessage()));
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        try {
            while (!listener.isClosed()) {
                try (Socket next = listener.accept()) {
                    next.setTcpNoDelay(true);
                    events.put(new Event.Connected(next));
                    read(next);
                    events.put(new Event.Disconnected());
                } catch (IOException e) {
                    // Closed, or a client that went before it was accepted: the next may come.
                }
            }
        } catch (InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(Socket from) throws InterruptedException {
        byte[] buffer = new byte[PIECE];
        try {
            InputStream in = from.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                events.put(new Event.Received(Arrays.copyOf(buffer, length)));
            }
        } catch (IOException e) {
            // Gone without a word.
        }
    }

    /** Whether something has happened that was not taken yet. */
    boolean hasEvent() {
        return !events.isEmpty();
    }

    /** What has happened next, if anything. */
    @Nullable Event poll() {
        return noted(events.poll());
    }

    /** The same, waited for at most so many nanoseconds. */
    @Nullable Event await(long nanos) {
        try {
            return noted(events.poll(nanos, TimeUnit.NANOSECONDS));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private @Nullable Event noted(@Nullable Event event) {
        switch (event) {
            case Event.Connected(Socket socket) -> client = socket;
            case Event.Disconnected _ -> client = null;
            case Event.Received _ -> {}
            case null -> {}
        }
        return event;
    }

    /** Sends to the client; to none if it has gone, which the reader will tell. */
    void send(byte[] bytes) {
        Socket to = client;
        if (to == null) {
            return;
        }
        try {
            OutputStream out = to.getOutputStream();
            out.write(bytes);
        } catch (IOException e) {
            client = null;
        }
    }

    /** Ends the conversation and listens no more. */
    @Override
    public void close() {
        closeQuietly(client);
        closeQuietly(listener);
    }

    private static void closeQuietly(@Nullable AutoCloseable what) {
        try {
            if (what != null) {
                what.close();
            }
        } catch (Exception e) {
            // Nothing is lost: all has been sent.
        }
    }
}
