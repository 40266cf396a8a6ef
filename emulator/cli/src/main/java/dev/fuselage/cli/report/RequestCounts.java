package dev.fuselage.cli.report;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.server.RequestObserver;
import dev.fuselage.fuse.Opcode;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the requests of one share in one guest: by opcode, errors, bytes both ways. */
public final class RequestCounts implements RequestObserver {

    /** Opcodes beyond this are counted as one: they are none of FUSE's. */
    private static final int OPCODES = 64;

    private final long[] byOpcode = new long[OPCODES + 1];
    private long errors;
    private long requestBytes;
    private long replyBytes;
    private long hostCycles;

    @Override
    public void requestServed(FuseExchange exchange) {
        int opcode = exchange.opcode();
        byOpcode[opcode >= 0 && opcode < OPCODES ? opcode : OPCODES]++;
        errors += exchange.error() != 0 ? 1 : 0;
        requestBytes += exchange.request().bytes();
        replyBytes += exchange.replyBytes();
        hostCycles += exchange.hostCost();
    }

    /** All requests. */
    public long total() {
        long total = 0;
        for (long count : byOpcode) {
            total += count;
        }
        return total;
    }

    /** Requests answered with an error. */
    public long errors() {
        return errors;
    }

    /** Bytes of requests, headers included. */
    public long requestBytes() {
        return requestBytes;
    }

    /** Bytes of replies, headers included. */
    public long replyBytes() {
        return replyBytes;
    }

    /** Cycles the host spent on them. */
    public long hostCycles() {
        return hostCycles;
    }

    /** How many there were of each opcode, by name. */
    public SortedMap<String, Long> byName() {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (int i = 0; i <= OPCODES; i++) {
            if (byOpcode[i] > 0) {
                Opcode opcode = i == OPCODES ? null : Opcode.of(i);
                counts.merge(opcode == null ? "other" : opcode.name(), byOpcode[i], Long::sum);
            }
        }
        return counts;
    }
}
