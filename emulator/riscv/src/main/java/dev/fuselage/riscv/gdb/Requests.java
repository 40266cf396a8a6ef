package dev.fuselage.riscv.gdb;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Harts;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Answers packets by their first letter; {@link Queries} has those that begin with q and Q. An
 * empty answer says that a packet is not known here.
 */
final class Requests {
    private static final HexFormat HEX = HexFormat.of();
    private static final String OK = "OK";
    private static final String UNKNOWN = "";

    /** Bytes that fit into an answer. */
    private static final int MOST_BYTES = PacketReader.MOST / 2;

    private final GdbStub stub;
    private final Threads threads;
    private final StopPoints stopPoints;
    private final MemoryView memory;
    private final Queries queries;

    /** Whose registers and memory are meant. */
    private Hart selected;

    /** Which thread a plain step is for: a number, or any. */
    private int stepped = Threads.ANY;

    Requests(
            GdbStub stub, Harts harts, GuestMemory memory, Threads threads, StopPoints stopPoints) {
        this.stub = stub;
        this.threads = threads;
        this.stopPoints = stopPoints;
        this.memory = new MemoryView(harts, memory);
        this.queries = new Queries(this, stub, harts, threads, this.memory);
        this.selected = harts.hart(0);
    }

    Hart selected() {
        return selected;
    }

    void select(Hart hart) {
        selected = hart;
        stepped = Threads.ANY;
    }

    void reset() {
        memory.setPhysical(false);
        stepped = Threads.ANY;
    }

    /** The answer to a packet; null if there is none, or a stop will be it. */
    @Nullable String answer(String body) {
        try {
            return body.isEmpty() ? UNKNOWN : answer(new PacketText(body));
        } catch (BadPacket bad) {
            return "E%02x".formatted(bad.number());
        }
    }

    private @Nullable String answer(PacketText packet) {
        return switch (packet.next()) {
            case '?' -> stub.lastStop();
            case 'g' -> readAll();
            case 'G' -> writeAll(packet);
            case 'p' -> Registers.text(Registers.read(selected, packet.hex(Registers.MODE)));
            case 'P' -> writeOne(packet);
            case 'm' -> readMemory(packet);
            case 'M' -> writeMemory(packet, false);
            case 'X' -> writeMemory(packet, true);
            case 'Z' -> stopPoints.change(packet, true);
            case 'z' -> stopPoints.change(packet, false);
            case 'c' -> resume(packet, false);
            case 's' -> resume(packet, true);
            case 'C' -> resumeWithSignal(packet, false);
            case 'S' -> resumeWithSignal(packet, true);
            case 'v' -> verbose(packet);
            case 'H' -> chooseThread(packet);
            case 'T' -> isAlive(packet);
            case 'D' -> detach();
            case 'k' -> kill();
            case 'q', 'Q' -> queries.answer(packet);
            default -> UNKNOWN;
        };
    }

    private String readAll() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < Registers.GENERAL; i++) {
            all.append(Registers.text(Registers.read(selected, i)));
        }
        return all.toString();
    }

    private String writeAll(PacketText packet) {
        long[] values = new long[Registers.GENERAL];
        for (int i = 0; i < values.length; i++) {
            values[i] = packet.register();
        }
        packet.expectEnd();
        for (int i = 0; i < values.length; i++) {
            Registers.write(selected, i, values[i]);
        }
        return OK;
    }

    private String writeOne(PacketText packet) {
        int number = packet.hex(Registers.MODE);
        packet.expect('=');
        long value = packet.register();
        packet.expectEnd();
        Registers.write(selected, number, value);
        return OK;
    }

    private String readMemory(PacketText packet) {
        long address = packet.hex();
        packet.expect(',');
        int length = (int) Math.min(packet.hex() & Long.MAX_VALUE, MOST_BYTES);
        packet.expectEnd();
        return HEX.formatHex(memory.read(selected, address, length));
    }

    private String writeMemory(PacketText packet, boolean binary) {
        long address = packet.hex();
        packet.expect(',');
        int length = packet.hex(PacketReader.MOST);
        packet.expect(':');
        byte[] bytes;
        if (binary) {
            bytes = packet.rest().getBytes(StandardCharsets.ISO_8859_1);
        } else {
            bytes = packet.bytes(length);
            packet.expectEnd();
        }
        if (bytes.length != length) {
            throw new BadPacket(BadPacket.INVALID);
        }
        memory.write(selected, address, bytes);
        return OK;
    }

    private @Nullable String resumeWithSignal(PacketText packet, boolean step) {
        // Harts know no signals.
        packet.hex();
        if (!packet.isAtEnd()) {
            packet.expect(';');
        }
        return resume(packet, step);
    }

    private @Nullable String resume(PacketText packet, boolean step) {
        Hart hart = stepped > 0 ? threads.hart(stepped) : selected;
        if (!packet.isAtEnd()) {
            long address = packet.hex();
            packet.expectEnd();
            Registers.write(hart, Registers.PC, address);
        }
        stub.resume(step ? Resumption.step(hart) : Resumption.goOn());
        return null;
    }

    private @Nullable String verbose(PacketText packet) {
        if (packet.take("Cont?")) {
            return "vCont;c;C;s;S;t;r";
        }
        if (packet.take("Cont")) {
            stub.resume(Resumption.parse(packet, threads));
            return null;
        }
        if (packet.take("Kill;")) {
            stub.output(OK);
            stub.kill();
            return null;
        }
        return UNKNOWN;
    }

    private String chooseThread(PacketText packet) {
        char what = packet.next();
        int thread = threads.parse(packet);
        packet.expectEnd();
        switch (what) {
            case 'g' -> {
                if (thread > 0) {
                    selected = threads.hart(thread);
                }
            }
            case 'c' -> stepped = thread;
            default -> throw new BadPacket(BadPacket.INVALID);
        }
        return OK;
    }

    private String isAlive(PacketText packet) {
        if (threads.parse(packet) <= 0) {
            throw new BadPacket(BadPacket.INVALID);
        }
        packet.expectEnd();
        return OK;
    }

    private @Nullable String detach() {
        stub.output(OK);
        stub.detach();
        return null;
    }

    private @Nullable String kill() {
        stub.kill();
        return null;
    }
}
