package dev.fuselage.riscv.gdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.machine.time.StopReason;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.HartConfig;
import dev.fuselage.riscv.Harts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A client of a stub over harts in M mode with some RAM, all of which begin at {@link #CODE}: count
 * in t0 for ever, unless a test puts something else there. Traps go to {@link #HANDLER}.
 */
final class Client implements AutoCloseable {
    static final long RAM = 0x8000_0000L;
    static final long CODE = RAM;
    static final long HANDLER = RAM + 0x1000;
    static final long DATA = RAM + 0x2000;
    static final long RAM_BYTES = 1L << 20;

    static final int T0 = 5;
    static final int COUNT = 0x0012_8293; // addi t0,t0,1
    static final int BACK = 0xffdf_f06f; // j .-4
    static final int ECALL = 0x0000_0073;
    static final int WFI = 0x1050_0073;

    final Simulation simulation = new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
    final GuestMemory memory = new GuestMemory();
    final Harts harts;
    final GdbStub stub;
    private final StringBuilder received = new StringBuilder();

    Client(int count) {
        memory.addRam(RAM, RAM_BYTES);
        harts = new Harts(simulation, memory, HartConfig.STANDARD, count);
        program(COUNT, BACK);
        memory.write32(HANDLER, WFI);
        memory.write32(HANDLER + 4, BACK);
        for (int i = 0; i < count; i++) {
            hart(i).startMachine(CODE, 0);
            hart(i).setCsr(0x305, HANDLER);
        }
        stub =
                new GdbStub(
                        harts,
                        memory,
                        bytes -> received.append(new String(bytes, StandardCharsets.ISO_8859_1)));
        stub.connected();
    }

    void program(int... words) {
        for (int i = 0; i < words.length; i++) {
            memory.write32(CODE + 4L * i, words[i]);
        }
        harts.codeChanged();
    }

    Hart hart(int id) {
        return harts.hart(id);
    }

    /** Sends bytes as they are; what came back, as it came. */
    String raw(String bytes) {
        received.setLength(0);
        byte[] sent = bytes.getBytes(StandardCharsets.ISO_8859_1);
        stub.receive(sent, 0, sent.length);
        return received.toString();
    }

    static String packet(String body) {
        int sum = body.chars().sum() & 0xff;
        return "$%s#%02x".formatted(body, sum);
    }

    /** Sends a packet; the packets that came back. */
    List<String> packets(String body) {
        return bodies(raw(packet(body)));
    }

    /** Sends a packet that has one packet as its answer. */
    String ask(String body) {
        List<String> answers = packets(body);
        assertThat(answers).as("answers to " + body).hasSize(1);
        return answers.get(0);
    }

    /** Sends a packet that lets the guest run; the stop that ends that. */
    String go(String body) {
        assertThat(packets(body)).as("answers to " + body).isEmpty();
        return run();
    }

    /** Runs until the guest stands still. */
    String run() {
        received.setLength(0);
        StopReason reason = simulation.run(stub::isHalted);
        assertThat(reason).isEqualTo(StopReason.STOPPED);
        List<String> stops = bodies(received.toString());
        assertThat(stops).hasSize(1);
        return stops.get(0);
    }

    /** Runs for a while. */
    void runFor(long cycles) {
        long end = simulation.now() + cycles;
        simulation.run(() -> stub.isHalted() || simulation.now() >= end);
    }

    private static List<String> bodies(String stream) {
        List<String> bodies = new ArrayList<>();
        int place = 0;
        while (place < stream.length()) {
            if (stream.charAt(place) == '+') {
                place++;
                continue;
            }
            int end = stream.indexOf('#', place);
            String body = stream.substring(place + 1, end);
            assertThat(stream.substring(place, end + 3)).isEqualTo(packet(body));
            bodies.add(body);
            place = end + 3;
        }
        return bodies;
    }

    /** A number as its eight bytes lie in memory. */
    static String little(long value) {
        return "%016x".formatted(Long.reverseBytes(value));
    }

    @Override
    public void close() {
        memory.close();
    }
}
