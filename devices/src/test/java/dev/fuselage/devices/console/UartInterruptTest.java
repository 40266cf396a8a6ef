package dev.fuselage.devices.console;

import static dev.fuselage.devices.console.SerialLine.DLL;
import static dev.fuselage.devices.console.SerialLine.DLM;
import static dev.fuselage.devices.console.SerialLine.FCR;
import static dev.fuselage.devices.console.SerialLine.IER;
import static dev.fuselage.devices.console.SerialLine.IIR;
import static dev.fuselage.devices.console.SerialLine.LCR;
import static dev.fuselage.devices.console.SerialLine.LSR;
import static dev.fuselage.devices.console.SerialLine.MCR;
import static dev.fuselage.devices.console.SerialLine.MSR;
import static dev.fuselage.devices.console.SerialLine.RBR;
import static dev.fuselage.devices.console.SerialLine.THR;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The interrupts of the UART: data sheet PC16550D, tables III to V and section 8.6. */
final class UartInterruptTest {
    private static final int RECEIVED_DATA = 0x01;
    private static final int TRANSMITTER_EMPTY = 0x02;
    private static final int LINE_STATUS = 0x04;
    private static final int MODEM_STATUS = 0x08;

    private final SerialLine line = new SerialLine();

    @Test
    void withNothingToTellTheIdentificationIsOne() {
        line.write(IER, RECEIVED_DATA | LINE_STATUS | MODEM_STATUS);
        assertThat(line.read(IIR)).isEqualTo(0x01);
        line.write(FCR, 0x01);
        assertThat(line.read(IIR)).isEqualTo(0xc1);
        assertThat(line.interrupt).isFalse();
    }

    /** Everything at once, taken away by what resets each, from the highest priority down. */
    @Test
    void interruptsAreToldByPriorityAndEndedEachInItsWay() {
        line.write(FCR, 0x01);
        line.write(MCR, 0x10);
        for (int i = 0; i < 17; i++) {
            line.write(THR, 'a' + i);
        }
        line.write(IER, 0x0f);
        assertThat(line.read(IIR)).isEqualTo(0xc6);
        assertThat(line.read(IIR)).as("reading the IIR does not end it").isEqualTo(0xc6);
        line.read(LSR);
        assertThat(line.read(IIR)).isEqualTo(0xc4);
        line.readAll();
        assertThat(line.read(IIR)).isEqualTo(0xc2);
        assertThat(line.read(IIR)).as("reading the IIR has ended it").isEqualTo(0xc0);
        assertThat(line.interrupt).isTrue();
        line.read(MSR);
        assertThat(line.read(IIR)).isEqualTo(0xc1);
        assertThat(line.interrupt).isFalse();
        assertThat(line.rises).as("the wire stayed up all the time").isOne();
    }

    @Test
    void aTransmitterInterruptHiddenByAnotherIsNotEnded() {
        line.write(IER, RECEIVED_DATA | TRANSMITTER_EMPTY);
        line.type("a");
        assertThat(line.read(IIR)).isEqualTo(0x04);
        line.read(RBR);
        assertThat(line.read(IIR)).isEqualTo(0x02);
    }

    @Test
    void eachByteSentRaisesTheTransmitterInterruptAgain() {
        line.write(IER, TRANSMITTER_EMPTY);
        line.read(IIR);
        assertThat(line.interrupt).isFalse();
        line.write(THR, 'a');
        assertThat(line.interrupt).isTrue();
        assertThat(line.read(IIR)).isEqualTo(0x02);
    }

    /** What Linux (8250_port.c, serial8250_THRE_test) takes for a bug of the chip otherwise. */
    @Test
    void enablingTheTransmitterInterruptRaisesItAgain() {
        line.write(IER, TRANSMITTER_EMPTY);
        assertThat(line.read(IIR)).isEqualTo(0x02);
        line.write(IER, 0);
        assertThat(line.interrupt).isFalse();
        line.write(IER, TRANSMITTER_EMPTY);
        assertThat(line.read(IIR)).isEqualTo(0x02);
        line.write(IER, TRANSMITTER_EMPTY);
        assertThat(line.read(IIR)).as("it was enabled already").isEqualTo(0x01);
    }

    @Test
    void anInterruptThatIsNotEnabledIsNotTold() {
        line.write(MCR, 0x10);
        line.write(THR, 'a');
        line.write(THR, 'b');
        assertThat(line.read(IIR)).isEqualTo(0x01);
        assertThat(line.interrupt).isFalse();
        line.write(IER, LINE_STATUS);
        assertThat(line.interrupt).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0x01, 1", "0x41, 4", "0x81, 8", "0xc1, 14"})
    void dataIsAvailableFromTheTriggerLevelOn(String control, int level) {
        line.write(FCR, Integer.decode(control));
        line.write(IER, RECEIVED_DATA);
        line.type("x".repeat(level - 1));
        assertThat(line.interrupt).isFalse();
        line.type("x");
        assertThat(line.read(IIR)).isEqualTo(0xc4);
        line.read(RBR);
        assertThat(line.interrupt).as("below the trigger level").isFalse();
    }

    @Test
    void withoutFifosEachCharacterInterrupts() {
        line.write(IER, RECEIVED_DATA);
        line.type("ab");
        assertThat(line.read(IIR)).isEqualTo(0x04);
        line.read(RBR);
        assertThat(line.read(IIR)).isEqualTo(0x04);
        line.read(RBR);
        assertThat(line.interrupt).isFalse();
    }

    /** At 115200 baud, 8N1, four characters are 40 bits of 16 ticks: 347222 ns. */
    @Test
    void charactersBelowTheTriggerLevelInterruptAfterFourCharacterTimes() {
        timeoutsAt(0x03, 1);
        line.type("ab");
        line.pass(347_221);
        assertThat(line.interrupt).isFalse();
        line.pass(2);
        assertThat(line.interrupt).isTrue();
        assertThat(line.read(IIR)).isEqualTo(0xcc);
        line.read(RBR);
        assertThat(line.interrupt).as("reading a character ends it").isFalse();
        line.pass(347_223);
        assertThat(line.read(IIR)).as("one is still there").isEqualTo(0xcc);
        line.read(RBR);
        line.pass(1_000_000);
        assertThat(line.interrupt).isFalse();
    }

    @Test
    void aCharacterThatArrivesOrIsReadStartsTheTimeoutAnew() {
        timeoutsAt(0x03, 1);
        line.type("a");
        line.pass(300_000);
        line.type("bc");
        line.pass(300_000);
        line.read(RBR);
        line.pass(300_000);
        assertThat(line.interrupt).isFalse();
        line.pass(50_000);
        assertThat(line.interrupt).isTrue();
    }

    /** Bits of a character: start, data, parity, stop; in ns at 4 characters and 115200 baud. */
    @ParameterizedTest
    @CsvSource({
        "0x03, 1, 347222", // 8N1: 10
        "0x0f, 1, 416666", // 8O2: 12
        "0x00, 1, 243055", // 5N1: 7
        "0x04, 1, 260416", // 5N1.5: 7.5
        "0x1a, 12, 4166666", // 7E1 at 9600 baud: 10
        "0x03, 65535, 22755208333", // 8N1, slow as can be
    })
    void aCharacterTimeIsWhatLineControlAndDivisorSay(String control, int divisor, long time) {
        timeoutsAt(Integer.decode(control), divisor);
        line.type("a");
        line.pass(time - 4);
        assertThat(line.interrupt).isFalse();
        line.pass(8);
        assertThat(line.interrupt).isTrue();
    }

    private void timeoutsAt(int control, int divisor) {
        line.write(LCR, control | 0x80);
        line.write(DLL, divisor & 0xff);
        line.write(DLM, divisor >> 8);
        line.write(LCR, control);
        line.write(FCR, 0x81);
        line.write(IER, RECEIVED_DATA);
    }

    @Test
    void aClearedFifoTimesOutNoMore() {
        timeoutsAt(0x03, 1);
        line.type("a");
        line.write(FCR, 0x83);
        line.pass(1_000_000);
        assertThat(line.interrupt).isFalse();
    }

    @Test
    void aBreakInterruptsWhenItIsNextToBeRead() {
        line.write(FCR, 0x81);
        line.write(IER, LINE_STATUS);
        line.type("a");
        line.uart.receiveBreak();
        assertThat(line.interrupt).isFalse();
        line.read(RBR);
        assertThat(line.read(IIR)).isEqualTo(0xc6);
        line.read(LSR);
        assertThat(line.interrupt).isFalse();
    }

    @Test
    void modemInterruptsComeInLoopback() {
        line.write(IER, MODEM_STATUS);
        line.write(MCR, 0x1b);
        assertThat(line.interrupt).as("all inputs as before").isFalse();
        line.write(MCR, 0x1a);
        assertThat(line.read(IIR)).isEqualTo(0x00);
        line.read(MSR);
        assertThat(line.interrupt).isFalse();
    }

    /** The wire is up exactly while the identification says that there is something. */
    @Test
    void wireAndIdentificationAgreeWhateverIsDone() {
        long seed = 0x16550;
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 200_000; step++) {
            switch (random.nextInt(8)) {
                case 0 -> line.type("x".repeat(random.nextInt(20)));
                case 1 -> line.uart.receiveBreak();
                case 2 -> line.pass(random.nextInt(1_000_000));
                case 3, 4 -> line.read(random.nextInt(8));
                default -> line.write(random.nextInt(8), random.nextInt(256));
            }
            boolean before = line.interrupt;
            int identification = line.read(IIR);
            assertThat((identification & 1) == 0)
                    .as("seed %d, step %d, IIR 0x%x", seed, step, identification)
                    .isEqualTo(before);
            line.sent.reset();
        }
    }

    @Test
    void sendingAndReceivingAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        line.write(FCR, 0x81);
        line.write(IER, 0x07);
        byte[] input = new byte[100];
        long allocated = 0;
        for (int i = 0; i < 2000; i++) {
            line.sent.reset();
            long before = threads.getCurrentThreadAllocatedBytes();
            line.uart.receive(input, 0, input.length);
            while ((line.read(LSR) & 1) != 0) {
                line.write(THR, line.read(RBR));
                line.read(IIR);
            }
            if (i >= 1000) {
                allocated += threads.getCurrentThreadAllocatedBytes() - before;
            }
        }
        assertThat(allocated).as("bytes for 100000 characters").isLessThan(1000);
    }
}
