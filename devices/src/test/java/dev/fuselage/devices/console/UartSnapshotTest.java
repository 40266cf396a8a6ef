package dev.fuselage.devices.console;

import static dev.fuselage.devices.console.SerialLine.FCR;
import static dev.fuselage.devices.console.SerialLine.IER;
import static dev.fuselage.devices.console.SerialLine.IIR;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A UART that is saved and loaded goes on as if nothing had been. */
final class UartSnapshotTest {
    @Test
    void inputThatNobodyHasReadIsKept() {
        SerialLine saved = new SerialLine();
        saved.write(FCR, 0x01);
        saved.type("in the FIFO, and on the line");
        saved.uart.receiveBreak();
        SerialLine loaded = new SerialLine();
        loaded.load(saved.save());
        assertThat(loaded.readAll()).isEqualTo("in the FIFO, and on the line\0");
    }

    @Test
    void aTimeoutThatRunsIsKept() {
        SerialLine saved = new SerialLine();
        saved.write(FCR, 0x81);
        saved.write(IER, 0x01);
        saved.type("a");
        saved.pass(1_000_000);
        SerialLine loaded = new SerialLine();
        loaded.load(saved.save());
        assertThat(loaded.interrupt).isFalse();
        // 7 bits each at divisor 12: 4 of them take 2916666 ns.
        loaded.pass(1_900_000);
        assertThat(loaded.interrupt).isFalse();
        loaded.pass(50_000);
        assertThat(loaded.read(IIR)).isEqualTo(0xcc);
    }

    @Test
    void itCannotBeToldFromTheOneThatWasSaved() {
        for (long seed = 1; seed <= 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SerialLine saved = new SerialLine();
            for (int step = 0; step < 40; step++) {
                act(saved, random.nextLong());
            }
            byte[] file = saved.save();
            SerialLine loaded = new SerialLine();
            loaded.load(file);
            loaded.interrupt = saved.interrupt;
            assertThat(loaded.save()).as("seed %d", seed).isEqualTo(file);
            saved.sent.reset();
            for (int step = 0; step < 40; step++) {
                long choice = random.nextLong();
                assertThat(act(loaded, choice))
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(act(saved, choice));
                assertThat(loaded.interrupt).isEqualTo(saved.interrupt);
                assertThat(loaded.simulation.now()).isEqualTo(saved.simulation.now());
            }
            assertThat(loaded.sent()).isEqualTo(saved.sent());
        }
    }

    /** Does something by chance; what is read, if anything is. */
    private static int act(SerialLine line, long choice) {
        SplittableRandom random = new SplittableRandom(choice);
        return switch (random.nextInt(8)) {
            case 0 -> {
                line.type("x".repeat(random.nextInt(20)));
                yield 0;
            }
            case 1 -> {
                line.uart.receiveBreak();
                yield 0;
            }
            case 2 -> {
                line.pass(random.nextInt(1_000_000));
                yield 0;
            }
            case 3, 4 -> line.read(random.nextInt(8));
            default -> {
                line.write(random.nextInt(8), random.nextInt(256));
                yield 0;
            }
        };
    }
}
