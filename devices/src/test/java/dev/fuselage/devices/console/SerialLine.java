package dev.fuselage.devices.console;

import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.machine.time.Timer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A UART between a driver, who has its registers, and a host, who has its line. */
final class SerialLine {
    // Registers.
    static final int RBR = 0;
    static final int THR = 0;
    static final int DLL = 0;
    static final int IER = 1;
    static final int DLM = 1;
    static final int IIR = 2;
    static final int FCR = 2;
    static final int LCR = 3;
    static final int MCR = 4;
    static final int LSR = 5;
    static final int MSR = 6;
    static final int SCR = 7;

    /** The clock of the first PCs: divisor 1 is 115200 baud. */
    static final int CLOCK = 1_843_200;

    final Simulation simulation = new Simulation(CostProfile.parse("test", ""), Decisions.CLOCK, 1);
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    /** The level of the interrupt, and how often it rose. */
    boolean interrupt;

    int rises;

    final Uart16550 uart = new Uart16550(simulation, "uart", CLOCK, sent::write, this::interrupt);

    private void interrupt(boolean level) {
        rises += level && !interrupt ? 1 : 0;
        interrupt = level;
    }

    int read(int register) {
        return (int) uart.read(register, 1);
    }

    void write(int register, int value) {
        uart.write(register, 1, value);
    }

    void type(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        uart.receive(bytes, 0, bytes.length);
    }

    /** Reads for as long as there is data. */
    String readAll() {
        StringBuilder text = new StringBuilder();
        while ((read(LSR) & 1) != 0) {
            text.append((char) read(RBR));
        }
        return text.toString();
    }

    String sent() {
        return sent.toString(StandardCharsets.ISO_8859_1);
    }

    byte[] save() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (SnapshotWriter to = new SnapshotWriter(file)) {
            to.section("clock", simulation);
            to.section("uart", uart);
        }
        return file.toByteArray();
    }

    void load(byte[] file) {
        try (SnapshotReader from = new SnapshotReader(new ByteArrayInputStream(file))) {
            from.section("clock", simulation);
            from.section("uart", uart);
            from.finish();
        }
        simulation.checkLoaded();
    }

    /** Lets virtual time pass. */
    void pass(long cycles) {
        boolean[] over = {false};
        simulation.schedule(
                new Timer("over") {
                    @Override
                    protected void expire() {
                        over[0] = true;
                    }
                },
                simulation.now() + cycles);
        var _ = simulation.run(() -> over[0]);
    }
}
