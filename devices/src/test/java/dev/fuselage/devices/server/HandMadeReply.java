package dev.fuselage.devices.server;

import dev.fuselage.machine.memory.HostMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Answers an exchange without a server, for tests of what carries the exchange. */
public final class HandMadeReply {

    private HandMadeReply() {}

    /** Reads the header that a driver in little-endian sent. */
    public static void decode(FuseExchange exchange) {
        byte[] header = new byte[40];
        exchange.request().copyOut(0, MemorySegment.ofArray(header), 0, 40);
        ByteBuffer bytes = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        exchange.opcode = bytes.getInt(4);
        exchange.unique = bytes.getLong(8);
        exchange.nodeId = bytes.getLong(16);
    }

    /** Claims a reply of so many bytes, of which only the header is written. */
    public static void reply(FuseExchange exchange, int bytes) {
        long at = exchange.reply().address(0);
        HostMemory.putInt(at, bytes);
        HostMemory.putInt(at + 4, 0);
        HostMemory.putLong(at + 8, exchange.unique);
        exchange.replyBytes = bytes;
    }

    /** Sets the cycles that the host spends. */
    public static void cost(FuseExchange exchange, long cycles) {
        exchange.hostCost = cycles;
    }

    /** Makes the request vanish. */
    public static void drop(FuseExchange exchange) {
        exchange.dropped = true;
    }
}
