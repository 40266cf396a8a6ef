package dev.fuselage.devices.console;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.machine.time.Timer;

/**
 * The receiving half of the UART: what is still on the line, the receiver FIFO (or, without FIFOs,
 * the one register in its place) and what the line status register says about them.
 *
 * <p>A character leaves the line as soon as there is room for it, so that an overrun is only ever
 * made by what the UART sends to itself. It counts as received at that moment.
 */
final class UartReceiver implements Snapshotted {
    // Bits of the line status register that tell of the receiver.
    static final int DATA_READY = 0x01;
    static final int OVERRUN_ERROR = 0x02;
    static final int FRAMING_ERROR = 0x08;
    static final int BREAK_INTERRUPT = 0x10;
    static final int FIFO_ERROR = 0x80;

    private static final int DEPTH = 16;

    private final Simulation simulation;
    private final Runnable changed;
    private final Timer timeout;

    private final CharacterQueue line = new CharacterQueue();
    private final CharacterQueue fifo = new CharacterQueue();
    private boolean lineConnected = true;
    private boolean fifoMode;
    private int trigger = 1;
    private int errors;
    private boolean timedOut;
    private int lastRead;
    private long timeoutTime;

    /**
     * @param changed called when a character timeout changes what is to be interrupted for
     */
    UartReceiver(Simulation simulation, String name, Runnable changed) {
        this.simulation = simulation;
        this.changed = changed;
        this.timeout =
                new Timer(name + ".timeout") {
                    @Override
                    protected void expire() {
                        timedOut = true;
                        UartReceiver.this.changed.run();
                    }
                };
    }

    // The line.

    /** A character or {@link CharacterQueue#BREAK} is put on the line. */
    void receive(int character) {
        line.add(character);
        takeFromLine();
    }

    /** Characters still on the line. */
    int onLine() {
        return line.size();
    }

    /** Whether the receiver listens to the line or, in loopback, to the transmitter. */
    void connectLine(boolean connected) {
        lineConnected = connected;
        takeFromLine();
    }

    /** What the transmitter sends in loopback: it cannot wait. */
    void loopBack(int character) {
        if (fifo.size() < capacity()) {
            arrive(character);
            return;
        }
        errors |= OVERRUN_ERROR;
        if (!fifoMode) {
            fifo.clear();
            arrive(character);
        }
    }

    private void takeFromLine() {
        while (lineConnected && line.size() > 0 && fifo.size() < capacity()) {
            arrive(line.remove());
        }
    }

    private int capacity() {
        return fifoMode ? DEPTH : 1;
    }

    private void arrive(int character) {
        fifo.add(character);
        if (fifo.size() == 1) {
            reveal();
        }
        restartTimeout();
    }

    /** Errors are reported with the character they belong to, when it is the next to be read. */
    private void reveal() {
        if (fifo.size() > 0 && fifo.get(0) == CharacterQueue.BREAK) {
            // A break is as long as a character and has no stop bit.
            errors |= BREAK_INTERRUPT | FRAMING_ERROR;
        }
    }

    // The driver.

    /** Reads the receiver buffer register. */
    int read() {
        if (fifo.size() > 0) {
            lastRead = fifo.remove() & 0xff;
            timedOut = false;
            reveal();
            restartTimeout();
            takeFromLine();
        }
        return lastRead;
    }

    /** The bits of the line status register; reading them ends the errors. */
    int takeStatus() {
        int status = errors | (fifo.size() > 0 ? DATA_READY : 0);
        if (fifoMode && errorInFifo()) {
            status |= FIFO_ERROR;
        }
        errors = 0;
        return status;
    }

    private boolean errorInFifo() {
        if ((errors & (FRAMING_ERROR | BREAK_INTERRUPT)) != 0) {
            return true;
        }
        for (int i = 1; i < fifo.size(); i++) {
            if (fifo.get(i) == CharacterQueue.BREAK) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is an error to tell of. */
    boolean hasError() {
        return errors != 0;
    }

    /** Whether there is as much data as the driver wants to be interrupted for. */
    boolean atTrigger() {
        return fifo.size() >= (fifoMode ? trigger : 1);
    }

    /** Whether data below the trigger level has been left alone for too long. */
    boolean timedOut() {
        return timedOut;
    }

    /** Sets how long, in cycles, data may be left alone from its arrival or the last read on. */
    void timeoutTime(long cycles) {
        timeoutTime = cycles;
    }

    /** Turns the FIFO on or off; a change loses what it holds. */
    void fifoMode(boolean on) {
        if (fifoMode != on) {
            fifoMode = on;
            clear();
        }
    }

    boolean fifoMode() {
        return fifoMode;
    }

    /** Sets the level at which the FIFO's data is available. */
    void trigger(int characters) {
        trigger = characters;
    }

    /** Loses what the FIFO holds; what is on the line arrives after that. */
    void clear() {
        fifo.clear();
        timedOut = false;
        restartTimeout();
        takeFromLine();
    }

    /** As after a master reset. The line is not the UART's. */
    void reset() {
        lineConnected = true;
        fifoMode = false;
        trigger = 1;
        errors = 0;
        lastRead = 0;
        clear();
    }

    /** The timeout's length is worked out again by who knows the divisor. */
    @Override
    public void save(SnapshotWriter to) {
        line.save(to);
        fifo.save(to);
        to.putBoolean(lineConnected);
        to.putBoolean(fifoMode);
        to.putInt(trigger);
        to.putInt(errors);
        to.putBoolean(timedOut);
        to.putInt(lastRead);
        simulation.saveTimer(timeout, to);
    }

    @Override
    public void load(SnapshotReader from) {
        line.load(from);
        fifo.load(from);
        lineConnected = from.getBoolean();
        fifoMode = from.getBoolean();
        if (fifo.size() > capacity()) {
            throw from.notAsExpected();
        }
        trigger = from.getInt(1, DEPTH);
        errors = from.getInt(0, OVERRUN_ERROR | FRAMING_ERROR | BREAK_INTERRUPT);
        timedOut = from.getBoolean();
        lastRead = from.getInt(0, 0xff);
        simulation.loadTimer(timeout, from);
    }

    private void restartTimeout() {
        if (fifoMode && fifo.size() > 0) {
            simulation.schedule(timeout, simulation.now() + timeoutTime);
        } else {
            simulation.cancel(timeout);
        }
    }
}
