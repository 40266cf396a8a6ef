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
import static dev.fuselage.devices.console.SerialLine.SCR;
import static dev.fuselage.devices.console.SerialLine.THR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registers and data of the UART, as its data sheet has them; interrupts are tested apart. */
final class Uart16550Test {
    private final SerialLine line = new SerialLine();

    /**
     * The values of the data sheet's table of reset states, MSR's inputs being those of the far
     * end.
     */
    @ParameterizedTest
    @CsvSource({"1, 0x00", "2, 0x01", "3, 0x00", "4, 0x00", "5, 0x60", "6, 0xb0"})
    void afterResetRegistersHoldWhatTheDataSheetSays(int register, String value) {
        line.write(IER, 0x0f);
        line.write(FCR, 0x01);
        line.write(LCR, 0x1f);
        line.write(MCR, 0x1f);
        line.uart.reset();
        assertThat(line.read(register)).isEqualTo(Integer.decode(value));
        assertThat(line.interrupt).isFalse();
    }

    @Test
    void whatIsSentGoesOutAtOnceAndLeavesTheTransmitterEmpty() {
        for (char c : "hello".toCharArray()) {
            line.write(THR, c);
            assertThat(line.read(LSR)).isEqualTo(0x60);
        }
        assertThat(line.sent()).isEqualTo("hello");
    }

    @Test
    void theDivisorLatchHidesDataAndInterruptEnable() {
        line.write(IER, 0x05);
        line.write(LCR, 0x83);
        line.write(DLL, 0x34);
        line.write(DLM, 0x12);
        assertThat(line.read(DLL)).isEqualTo(0x34);
        assertThat(line.read(DLM)).isEqualTo(0x12);
        line.write(LCR, 0x03);
        assertThat(line.read(IER)).isEqualTo(0x05);
        assertThat(line.sent()).isEmpty();
    }

    @Test
    void aDriverMayDivideByTheDivisorItFinds() {
        line.write(LCR, 0x80);
        assertThat(line.read(DLL) | line.read(DLM) << 8).isNotZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 0x0f", "3, 0x7f", "4, 0x1f", "7, 0xff"})
    void registersKeepTheBitsTheyHave(int register, String mask) {
        line.write(register, 0xff & ~0x80);
        assertThat(line.read(register)).isEqualTo(Integer.decode(mask) & 0x7f);
        line.write(SCR, 0xa5);
        assertThat(line.read(SCR)).isEqualTo(0xa5);
    }

    @Test
    void statusRegistersIgnoreWrites() {
        line.write(LSR, 0x00);
        line.write(MSR, 0x00);
        assertThat(line.read(LSR)).isEqualTo(0x60);
        assertThat(line.read(MSR)).isEqualTo(0xb0);
    }

    @Test
    void inputOfAnyLengthWaitsUntilItIsRead() {
        String text = "0123456789abcdef".repeat(1000);
        line.write(FCR, 0x01);
        line.type(text);
        assertThat(line.uart.unread()).isEqualTo(text.length() - 16);
        assertThat(line.readAll()).isEqualTo(text);
        assertThat(line.uart.unread()).isZero();
    }

    @Test
    void withoutFifosOneCharacterIsHeld() {
        line.type("abc");
        assertThat(line.uart.unread()).isEqualTo(2);
        assertThat(line.readAll()).isEqualTo("abc");
        assertThat(line.read(LSR)).as("no overrun").isEqualTo(0x60);
    }

    @Test
    void allBytesPassBothWays() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            all.append(c);
            line.write(THR, c);
        }
        line.type(all.toString());
        assertThat(line.readAll()).isEqualTo(all.toString());
        assertThat(line.sent()).isEqualTo(all.toString());
    }

    @Test
    void clearingTheReceiverFifoLosesWhatItHoldsAndNoMore() {
        line.write(FCR, 0x01);
        line.type("0123456789abcdefghi");
        line.write(FCR, 0x03);
        assertThat(line.readAll()).isEqualTo("ghi");
    }

    @Test
    void clearingTheTransmitterFifoLosesNothingOfTheReceivers() {
        line.write(FCR, 0x01);
        line.type("ab");
        line.write(FCR, 0x05);
        assertThat(line.readAll()).isEqualTo("ab");
    }

    @Test
    void turningFifosOnOrOffClearsThem() {
        line.type("ab");
        line.write(FCR, 0x01);
        assertThat(line.readAll()).isEqualTo("b");
        line.type("cd");
        line.write(FCR, 0x00);
        assertThat(line.readAll()).isEmpty();
    }

    /** "FCR0 must be a 1 when other FCR bits are written to or they will not be programmed." */
    @Test
    void withoutTheEnableBitNoOtherFifoControlIsTaken() {
        line.write(IER, 0x01);
        line.write(FCR, 0xc0);
        line.write(FCR, 0x01);
        line.type("a");
        assertThat(line.interrupt).as("the trigger level is still 1").isTrue();
    }

    @Test
    void anEmptyReceiverGivesItsLastCharacterAgain() {
        line.type("a");
        assertThat(line.read(RBR)).isEqualTo('a');
        assertThat(line.read(RBR)).isEqualTo('a');
        assertThat(line.read(LSR) & 1).isZero();
    }

    @Test
    void aBreakIsAZeroWithBreakAndFramingErrorInItsPlace() {
        line.write(FCR, 0x01);
        line.type("a");
        line.uart.receiveBreak();
        line.type("b");
        assertThat(line.read(LSR)).as("in the FIFO, not at its top").isEqualTo(0xe1);
        assertThat(line.read(RBR)).isEqualTo('a');
        assertThat(line.read(LSR)).isEqualTo(0xf9);
        assertThat(line.read(LSR)).as("reading it ends the errors").isEqualTo(0x61);
        assertThat(line.read(RBR)).isZero();
        assertThat(line.read(LSR)).isEqualTo(0x61);
        assertThat(line.read(RBR)).isEqualTo('b');
    }

    @Test
    void withoutFifosThereIsNoFifoError() {
        line.uart.receiveBreak();
        assertThat(line.read(LSR)).isEqualTo(0x79);
    }

    @Test
    void duringABreakNothingGoesOut() {
        line.write(LCR, 0x43);
        line.write(THR, 'a');
        line.write(LCR, 0x03);
        line.write(THR, 'b');
        assertThat(line.sent()).isEqualTo("b");
    }

    @Test
    void inLoopbackTheUartTalksToItselfAlone() {
        line.write(FCR, 0x01);
        line.write(MCR, 0x10);
        line.type("host");
        for (char c : "self".toCharArray()) {
            line.write(THR, c);
        }
        assertThat(line.readAll()).isEqualTo("self");
        assertThat(line.sent()).isEmpty();
        line.write(MCR, 0x00);
        assertThat(line.readAll()).as("it has waited").isEqualTo("host");
    }

    @Test
    void inLoopbackAFullFifoKeepsItsCharactersAndReportsAnOverrun() {
        line.write(FCR, 0x01);
        line.write(MCR, 0x10);
        for (char c : "0123456789abcdefX".toCharArray()) {
            line.write(THR, c);
        }
        assertThat(line.read(LSR)).isEqualTo(0x63);
        assertThat(line.read(LSR)).isEqualTo(0x61);
        assertThat(line.readAll()).isEqualTo("0123456789abcdef");
    }

    @Test
    void inLoopbackWithoutFifosTheNextCharacterDestroysTheLast() {
        line.write(MCR, 0x10);
        line.write(THR, 'a');
        line.write(THR, 'b');
        assertThat(line.read(LSR)).isEqualTo(0x63);
        assertThat(line.readAll()).isEqualTo("b");
    }

    /** The sequence by which Linux (8250_port.c, autoconfig) decides that there is a UART. */
    @Test
    void linuxsLoopbackTestFindsAUart() {
        line.write(MCR, 0x1a);
        assertThat(line.read(MSR) & 0xf0).isEqualTo(0x90);
        line.write(FCR, 0x01);
        assertThat(line.read(IIR) >> 6).as("a 16550A").isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"0x11, 0x20", "0x12, 0x10", "0x14, 0x40", "0x18, 0x80", "0x10, 0x00"})
    void inLoopbackEachModemOutputIsOneInput(String control, String input) {
        line.write(MCR, Integer.decode(control));
        assertThat(line.read(MSR) & 0xf0).isEqualTo(Integer.decode(input));
    }

    @Test
    void modemStatusTellsWhatChangedSinceItWasRead() {
        line.write(MCR, 0x10);
        assertThat(line.read(MSR)).as("CTS, DSR and DCD fell").isEqualTo(0x0b);
        assertThat(line.read(MSR)).isEqualTo(0x00);
        line.write(MCR, 0x14);
        assertThat(line.read(MSR)).as("the ring's start does not count").isEqualTo(0x40);
        line.write(MCR, 0x10);
        assertThat(line.read(MSR)).as("its end does").isEqualTo(0x04);
        line.write(MCR, 0x12);
        line.write(MCR, 0x10);
        assertThat(line.read(MSR)).as("there and back").isEqualTo(0x01);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void aWideAccessReachesOneRegister(int size) {
        line.write(IER, 0x02);
        assertThat(line.interrupt).isTrue();
        line.uart.write(THR, size, 0x6261);
        assertThat(line.sent()).isEqualTo("a");
        line.type("xy");
        assertThat(line.uart.read(RBR, size)).isEqualTo('x');
        assertThat(line.interrupt).as("the IIR was not read").isTrue();
    }

    @Test
    void beyondTheRegistersThereIsNothing() {
        line.uart.write(8, 1, 0xff);
        assertThat(line.uart.read(8, 1)).isZero();
        assertThat(line.uart.read(Uart16550.SIZE - 8, 8)).isZero();
    }

    @Test
    void aClockThatStandsIsRefused() {
        assertThatThrownBy(
                        () -> new Uart16550(line.simulation, "com1", 0, (b, o, n) -> {}, l -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("com1: a clock of 0 Hz");
    }
}
