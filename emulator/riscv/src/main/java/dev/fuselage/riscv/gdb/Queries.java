package dev.fuselage.riscv.gdb;

import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Harts;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Answers the general queries: packets that begin with q or Q. */
final class Queries {
    private static final HexFormat HEX = HexFormat.of();
    private static final String OK = "OK";
    private static final String UNKNOWN = "";

    /** Chars of text that fit into a packet of a monitor command's output, in hexadecimal. */
    private static final int MOST_OUTPUT = PacketReader.MOST / 4;

    private final Requests requests;
    private final GdbStub stub;
    private final Harts harts;
    private final Threads threads;
    private final MemoryView memory;
    private final Monitor monitor;

    Queries(Requests requests, GdbStub stub, Harts harts, Threads threads, MemoryView memory) {
        this.requests = requests;
        this.stub = stub;
        this.harts = harts;
        this.threads = threads;
        this.memory = memory;
        this.monitor = new Monitor(harts);
    }

    /** The answer to a packet of which the first letter has been read. */
    @Nullable String answer(PacketText packet) {
        String name = packet.until(':');
        int comma = name.indexOf(',');
        if (comma >= 0) {
            return withArgument(name.substring(0, comma), name.substring(comma + 1));
        }
        return switch (name) {
            case "Supported" -> supported(packet.rest());
            case "StartNoAckMode" -> {
                stub.output(OK);
                stub.stopAcknowledging();
                yield null;
            }
            case "C" -> "QC" + Threads.text(requests.selected());
            case "Attached" -> "1";
            case "fThreadInfo" -> threads.list();
            case "sThreadInfo" -> "l";
            case "Xfer" -> transfer(packet);
            case "qemu.PhyMemMode" -> physicalMode(packet);
            default -> UNKNOWN;
        };
    }

    private String withArgument(String name, String argument) {
        return switch (name) {
            case "ThreadExtraInfo" -> extraInfo(new PacketText(argument));
            case "Rcmd" -> command(new PacketText(argument), argument.length());
            default -> UNKNOWN;
        };
    }

    private String supported(String client) {
        stub.knows(client.contains("swbreak+"), client.contains("hwbreak+"));
        return "PacketSize=%x;QStartNoAckMode+;qXfer:features:read+;vContSupported+"
                        .formatted(PacketReader.MOST)
                + ";swbreak+;hwbreak+";
    }

    /** A part of the target description: {@code features:read:target.xml:offset,length}. */
    private String transfer(PacketText packet) {
        if (!packet.take("features:read:")) {
            return UNKNOWN;
        }
        if (!packet.take("target.xml:")) {
            return "E00";
        }
        String text = TargetDescription.of(harts.hart(0));
        int offset = packet.hex(text.length());
        packet.expect(',');
        // An escaped char takes two; XML has no more than a few.
        int length = (int) Math.min(packet.hex() & Long.MAX_VALUE, PacketReader.MOST / 2);
        packet.expectEnd();
        int end = Math.min(text.length(), offset + length);
        return (end == text.length() ? "l" : "m") + text.substring(offset, end);
    }

    /** QEMU's: whether addresses are physical. */
    private String physicalMode(PacketText packet) {
        if (packet.isAtEnd()) {
            return memory.isPhysical() ? "1" : "0";
        }
        memory.setPhysical(packet.hex(1) == 1);
        packet.expectEnd();
        return OK;
    }

    private String extraInfo(PacketText argument) {
        int thread = threads.parse(argument);
        argument.expectEnd();
        if (thread <= 0) {
            throw new BadPacket(BadPacket.INVALID);
        }
        Hart hart = threads.hart(thread);
        return hex(Threads.describe(hart));
    }

    private String command(PacketText argument, int digits) {
        byte[] command = argument.bytes(digits / 2);
        argument.expectEnd();
        String answer = monitor.answer(new String(command, StandardCharsets.UTF_8));
        for (int start = 0; start < answer.length(); start += MOST_OUTPUT) {
            int end = Math.min(answer.length(), start + MOST_OUTPUT);
            stub.output("O" + hex(answer.substring(start, end)));
        }
        return OK;
    }

    private static String hex(String text) {
        return HEX.formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
