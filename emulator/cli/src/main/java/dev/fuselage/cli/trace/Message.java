package dev.fuselage.cli.trace;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.Wire;
import dev.fuselage.machine.memory.IoVector;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The beginning of a request and of its reply, copied out of guest memory: headers, arguments, and
 * as much data as a directory listing has. What a guest left out reads as zero. Reusable.
 */
final class Message {
    private static final int MOST = 16 * 1024;

    private final byte[] request = new byte[MOST];
    private final byte[] reply = new byte[MOST];
    private final MemorySegment requestSegment = MemorySegment.ofArray(request);
    private final MemorySegment replySegment = MemorySegment.ofArray(reply);
    private final Wire header = new Wire();
    private final Wire arguments = new Wire();
    private final Wire replyHeader = new Wire();
    private final Wire answer = new Wire();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private long requestBytes;
    private int replyBytes;
    private boolean wantsReply;

    Message read(FuseExchange exchange) {
        order = exchange.order();
        requestBytes = exchange.request().bytes();
        replyBytes = exchange.replyBytes();
        wantsReply = exchange.reply().bytes() > 0;
        copy(exchange.request(), requestBytes, request, requestSegment);
        copy(exchange.reply(), replyBytes, reply, replySegment);
        header.at(requestSegment, 0).order(order);
        arguments.at(requestSegment, FuseInHeader.SIZE).order(order);
        replyHeader.at(replySegment, 0).order(order);
        answer.at(replySegment, FuseOutHeader.SIZE).order(order);
        return this;
    }

    private static void copy(IoVector from, long bytes, byte[] to, MemorySegment segment) {
        int count = (int) Math.min(bytes, MOST);
        from.copyOut(0, segment, 0, count);
        Arrays.fill(to, count, MOST, (byte) 0);
    }

    ByteOrder order() {
        return order;
    }

    /** The request's header. */
    Wire header() {
        return header;
    }

    /** The arguments behind the header. */
    Wire arguments() {
        return arguments;
    }

    /** The request's length. */
    long requestBytes() {
        return requestBytes;
    }

    /** The NUL-terminated bytes at an offset of the arguments, one char each. */
    String text(int offset) {
        int start = Math.min(FuseInHeader.SIZE + offset, MOST);
        int end = start;
        while (end < MOST && request[end] != 0) {
            end++;
        }
        return new String(request, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** Whether the driver left room for a reply. */
    boolean wantsReply() {
        return wantsReply;
    }

    /** Whether there is a reply's header. */
    boolean hasReply() {
        return replyBytes >= FuseOutHeader.SIZE;
    }

    /** The error replied, positive. */
    int error() {
        return -FuseOutHeader.ERROR.get(replyHeader);
    }

    /** The reply's length, header included. */
    int replyBytes() {
        return replyBytes;
    }

    /** The reply behind its header. */
    Wire answer() {
        return answer;
    }

    /** Bytes of the reply behind its header. */
    int answerBytes() {
        return replyBytes - FuseOutHeader.SIZE;
    }

    /** Where the reply's first bytes are. */
    MemorySegment replySegment() {
        return replySegment;
    }

    /** Bytes of the reply behind its header that are at hand. */
    int answerAtHand() {
        return Math.min(replyBytes, MOST) - FuseOutHeader.SIZE;
    }
}
