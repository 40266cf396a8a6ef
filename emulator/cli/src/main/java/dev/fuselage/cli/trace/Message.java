package dev.fuselage.cli.trace;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.Wire;
import dev.fuselage.machine.memory.IoVector;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * A request and its reply, copied out of guest memory: headers, arguments, and of data no more than
 * a directory listing has. Reusable.
 */
final class Message {
    private static final int MOST = 16 * 1024;

    private final byte[] request = new byte[MOST];
    private final byte[] reply = new byte[MOST];
    private final Wire requestWire = new Wire();
    private final Wire replyWire = new Wire();
    private int requestBytes;
    private int replyBytes;
    private int replyRoom;

    Message read(FuseExchange exchange) {
        requestBytes = copy(exchange.request(), exchange.request().bytes(), request);
        replyBytes = exchange.replyBytes();
        replyRoom = (int) Math.min(exchange.reply().bytes(), Integer.MAX_VALUE);
        int _ = copy(exchange.reply(), replyBytes, reply);
        return this;
    }

    private static int copy(IoVector from, long bytes, byte[] to) {
        int count = (int) Math.min(bytes, MOST);
        from.copyOut(0, MemorySegment.ofArray(to), 0, count);
        return count;
    }

    /** The request's header. */
    Wire header() {
        return requestWire.at(MemorySegment.ofArray(request), 0);
    }

    /** The arguments behind the header. */
    Wire arguments() {
        return requestWire.at(MemorySegment.ofArray(request), FuseInHeader.SIZE);
    }

    /** The request's length, with at most {@link #MOST} bytes of data. */
    int requestBytes() {
        return requestBytes;
    }

    /** The NUL-terminated text at an offset of the arguments. */
    String text(int offset) {
        int start = FuseInHeader.SIZE + offset;
        int end = start;
        while (end < requestBytes && request[end] != 0) {
            end++;
        }
        return new String(request, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** Whether the driver left room for a reply. */
    boolean wantsReply() {
        return replyRoom > 0;
    }

    /** Whether there is a reply's header. */
    boolean hasReply() {
        return replyBytes >= FuseOutHeader.SIZE;
    }

    /** The error replied, positive. */
    int error() {
        return -FuseOutHeader.ERROR.get(replyWire.at(MemorySegment.ofArray(reply), 0));
    }

    /** The reply behind its header. */
    Wire answer() {
        return replyWire.at(MemorySegment.ofArray(reply), FuseOutHeader.SIZE);
    }

    /** Bytes of the reply behind its header. */
    int answerBytes() {
        return replyBytes - FuseOutHeader.SIZE;
    }

    MemorySegment replySegment() {
        return MemorySegment.ofArray(reply);
    }
}
