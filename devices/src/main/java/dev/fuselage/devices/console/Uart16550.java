package dev.fuselage.devices.console;

import dev.fuselage.machine.interrupt.InterruptWire;
import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.machine.time.Simulation;
import java.util.Objects;

/**
 * A 16550A UART with its registers a byte apart, which device trees call {@code ns16550a} (data
 * sheet PC16550D of National Semiconductor).
 *
 * <pre>
 * offset  read   write       with DLAB
 * 0       RBR    THR         DLL
 * 1       IER    IER         DLM
 * 2       IIR    FCR
 * 3       LCR    LCR
 * 4       MCR    MCR
 * 5       LSR
 * 6       MSR
 * 7       SCR    SCR
 * </pre>
 *
 * <p>What is sent is gone at once: the transmitter is always empty, and the line has no speed. Only
 * the character timeout is as long as the divisor says. Characters are whole bytes whatever word
 * length is set, since many a driver sets none. The far end is always there: CTS, DSR and DCD are
 * set outside loopback.
 *
 * <p>An access of more than a byte reaches the register at its offset and no other. What lies
 * beyond the eight registers reads 0 and ignores writes.
 *
 * <p>Input that has entered the FIFO is lost when the driver clears it, as Linux does when it opens
 * the port; input that waits for room is not.
 */
public final class Uart16550 implements MmioRegion, ConsolePort, Snapshotted {
    /** Bytes of address space that a platform usually gives the registers. */
    public static final long SIZE = 0x100;

    /** The usual {@code clock-frequency} in Hz: twice that of the first PCs. */
    public static final int USUAL_CLOCK = 3_686_400;

    private static final int RBR_THR_DLL = 0;
    private static final int IER_DLM = 1;
    private static final int IIR_FCR = 2;
    private static final int LCR = 3;
    private static final int MCR = 4;
    private static final int LSR = 5;
    private static final int MSR = 6;
    private static final int SCR = 7;

    private static final int IER_RECEIVED_DATA = 0x01;
    private static final int IER_TRANSMITTER_EMPTY = 0x02;
    private static final int IER_LINE_STATUS = 0x04;
    private static final int IER_MODEM_STATUS = 0x08;
    private static final int IER_MASK = 0x0f;

    private static final int IIR_NONE = 0x01;
    private static final int IIR_LINE_STATUS = 0x06;
    private static final int IIR_RECEIVED_DATA = 0x04;
    private static final int IIR_CHARACTER_TIMEOUT = 0x0c;
    private static final int IIR_TRANSMITTER_EMPTY = 0x02;
    private static final int IIR_MODEM_STATUS = 0x00;
    private static final int IIR_FIFOS_ENABLED = 0xc0;

    private static final int FCR_ENABLE = 0x01;
    private static final int FCR_RECEIVER_RESET = 0x02;
    private static final int FCR_TRIGGER_SHIFT = 6;

    private static final int LCR_WORD_LENGTH = 0x03;
    private static final int LCR_TWO_STOP_BITS = 0x04;
    private static final int LCR_PARITY = 0x08;
    private static final int LCR_BREAK = 0x40;
    private static final int LCR_DLAB = 0x80;

    private static final int LSR_TRANSMITTER_EMPTY = 0x60;

    /** Divisor after power-on: 9600 baud of the first PCs. A driver may divide by it. */
    private static final int INITIAL_DIVISOR = 12;

    private static final int TICKS_PER_BIT = 16;

    /** The character timeout comes four character times after the last arrival or read. */
    private static final int TIMEOUT_CHARACTERS = 4;

    private final ConsoleOutput output;
    private final InterruptWire wire;
    private final int clock;
    private final long cyclesPerSecond;
    private final UartReceiver receiver;
    private final UartModem modem = new UartModem();
    private final byte[] sent = new byte[1];

    private int ier;
    private int lcr;
    private int scr;
    private int divisor;
    private boolean transmitterEmptyPending;
    private boolean asserted;

    /**
     * A UART after power-on.
     *
     * @param name for reports
     * @param clock its input clock in Hz, 16 times the baud rate of divisor 1
     * @param output takes what the guest sends
     * @param wire its interrupt, active high
     */
    public Uart16550(
            Simulation simulation,
            String name,
            int clock,
            ConsoleOutput output,
            InterruptWire wire) {
        if (clock < 1) {
            throw new IllegalArgumentException("%s: a clock of %d Hz".formatted(name, clock));
        }
        this.clock = clock;
        this.cyclesPerSecond = simulation.costs().clockHz();
        this.output = output;
        this.wire = wire;
        this.receiver = new UartReceiver(simulation, name, this::update);
        reset();
    }

    /**
     * Master reset. Input that waits on the line is kept, and so is scratch: the data sheet resets
     * neither.
     */
    public void reset() {
        ier = 0;
        lcr = 0;
        divisor = INITIAL_DIVISOR;
        transmitterEmptyPending = false;
        modem.reset();
        setTimeoutTime();
        receiver.reset();
        update();
    }

    @Override
    public void save(SnapshotWriter to) {
        to.same("clock of a UART", clock);
        to.putInt(ier);
        to.putInt(lcr);
        to.putInt(scr);
        to.putInt(divisor);
        to.putBoolean(transmitterEmptyPending);
        to.putBoolean(asserted);
        modem.save(to);
        receiver.save(to);
    }

    /** The wire is left alone: who is at its other end loads its own state. */
    @Override
    public void load(SnapshotReader from) {
        from.same("clock of a UART", clock);
        ier = from.getInt(0, IER_MASK);
        lcr = from.getInt(0, 0xff);
        scr = from.getInt(0, 0xff);
        divisor = from.getInt(0, 0xffff);
        transmitterEmptyPending = from.getBoolean();
        asserted = from.getBoolean();
        modem.load(from);
        receiver.load(from);
        setTimeoutTime();
    }

    // The host's end.

    @Override
    public void receive(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        for (int i = 0; i < length; i++) {
            receiver.receive(bytes[offset + i] & 0xff);
        }
        update();
    }

    /** A break on the line, behind all input that came before: Linux's way to a SysRq key. */
    public void receiveBreak() {
        receiver.receive(CharacterQueue.BREAK);
        update();
    }

    @Override
    public int unread() {
        return receiver.onLine();
    }

    // The driver's end.

    @Override
    public long read(long offset, int size) {
        if (offset > SCR) {
            return 0;
        }
        int value = readRegister((int) offset);
        update();
        return value;
    }

    private int readRegister(int register) {
        return switch (register) {
            case RBR_THR_DLL -> divisorAccess() ? divisor & 0xff : receiver.read();
            case IER_DLM -> divisorAccess() ? divisor >>> 8 : ier;
            case IIR_FCR -> takeIdentification();
            case LCR -> lcr;
            case MCR -> modem.control();
            case LSR -> receiver.takeStatus() | LSR_TRANSMITTER_EMPTY;
            case MSR -> modem.takeStatus();
            default -> scr;
        };
    }

    @Override
    public void write(long offset, int size, long value) {
        if (offset > SCR) {
            return;
        }
        writeRegister((int) offset, (int) value & 0xff);
        update();
    }

    private void writeRegister(int register, int value) {
        switch (register) {
            case RBR_THR_DLL -> {
                if (divisorAccess()) {
                    divisor = (divisor & 0xff00) | value;
                    setTimeoutTime();
                } else {
                    transmit(value);
                }
            }
            case IER_DLM -> {
                if (divisorAccess()) {
                    divisor = (divisor & 0xff) | value << 8;
                    setTimeoutTime();
                } else {
                    enableInterrupts(value & IER_MASK);
                }
            }
            case IIR_FCR -> controlFifos(value);
            case LCR -> {
                lcr = value;
                setTimeoutTime();
            }
            case MCR -> {
                modem.control(value);
                receiver.connectLine(!modem.loopback());
            }
            case SCR -> scr = value;
            // The status registers are for factory tests to write.
            default -> {}
        }
    }

    private boolean divisorAccess() {
        return (lcr & LCR_DLAB) != 0;
    }

    private void transmit(int value) {
        if (modem.loopback()) {
            receiver.loopBack(value);
        } else if ((lcr & LCR_BREAK) == 0) {
            sent[0] = (byte) value;
            output.write(sent, 0, 1);
        }
        // Full for no time at all, which is long enough to have become empty.
        transmitterEmptyPending = true;
    }

    /** Enabling an interrupt whose condition holds raises it: drivers start to send that way. */
    private void enableInterrupts(int enabled) {
        if ((enabled & ~ier & IER_TRANSMITTER_EMPTY) != 0) {
            transmitterEmptyPending = true;
        }
        ier = enabled;
    }

    /** Without the enable bit the other bits of the FCR are not programmed. */
    private void controlFifos(int fcr) {
        boolean enable = (fcr & FCR_ENABLE) != 0;
        receiver.fifoMode(enable);
        if (!enable) {
            return;
        }
        receiver.trigger(
                switch (fcr >>> FCR_TRIGGER_SHIFT) {
                    case 0 -> 1;
                    case 1 -> 4;
                    case 2 -> 8;
                    default -> 14;
                });
        if ((fcr & FCR_RECEIVER_RESET) != 0) {
            receiver.clear();
        }
    }

    /** The interrupt of highest priority. Reading it is what ends the transmitter's. */
    private int takeIdentification() {
        int interrupt = identify();
        if (interrupt == IIR_TRANSMITTER_EMPTY) {
            transmitterEmptyPending = false;
        }
        return interrupt | (receiver.fifoMode() ? IIR_FIFOS_ENABLED : 0);
    }

    private int identify() {
        if ((ier & IER_LINE_STATUS) != 0 && receiver.hasError()) {
            return IIR_LINE_STATUS;
        }
        if ((ier & IER_RECEIVED_DATA) != 0 && receiver.atTrigger()) {
            return IIR_RECEIVED_DATA;
        }
        if ((ier & IER_RECEIVED_DATA) != 0 && receiver.timedOut()) {
            return IIR_CHARACTER_TIMEOUT;
        }
        if ((ier & IER_TRANSMITTER_EMPTY) != 0 && transmitterEmptyPending) {
            return IIR_TRANSMITTER_EMPTY;
        }
        if ((ier & IER_MODEM_STATUS) != 0 && modem.changed()) {
            return IIR_MODEM_STATUS;
        }
        return IIR_NONE;
    }

    private void update() {
        boolean level = identify() != IIR_NONE;
        if (level != asserted) {
            asserted = level;
            wire.set(level);
        }
    }

    /** Start bit, data bits, parity and stop bits, of which there may be one and a half. */
    private void setTimeoutTime() {
        int dataBits = 5 + (lcr & LCR_WORD_LENGTH);
        int halfBits = 2 * (1 + dataBits + ((lcr & LCR_PARITY) != 0 ? 1 : 0));
        if ((lcr & LCR_TWO_STOP_BITS) == 0) {
            halfBits += 2;
        } else {
            halfBits += dataBits == 5 ? 3 : 4;
        }
        long ticks = (long) halfBits * (TICKS_PER_BIT / 2) * Math.max(divisor, 1);
        receiver.timeoutTime(TIMEOUT_CHARACTERS * ticks * cyclesPerSecond / clock);
    }
}
