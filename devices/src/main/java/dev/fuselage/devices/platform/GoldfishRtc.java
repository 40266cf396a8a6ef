package dev.fuselage.devices.platform;

import dev.fuselage.machine.interrupt.InterruptWire;
import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.machine.time.Timer;

/**
 * The real-time clock of Android's Goldfish platform, {@code google,goldfish-rtc} in device trees:
 * nanoseconds since 1970 in 64 bits, and one alarm.
 *
 * <pre>
 * 0x00 TIME_LOW     RW  reading it keeps the high half for TIME_HIGH
 * 0x04 TIME_HIGH    RW
 * 0x08 ALARM_LOW    RW  writing it sets the alarm, with ALARM_HIGH as written before
 * 0x0c ALARM_HIGH   RW
 * 0x10 IRQ_ENABLED  RW  bit 0
 * 0x14 CLEAR_ALARM  W   any value: no alarm any more
 * 0x18 ALARM_STATUS R   1 while an alarm is set and has not come
 * 0x1c CLEAR_INTERRUPT W any value
 * </pre>
 *
 * <p>An alarm that is not in the future comes at once. The interrupt stays asserted until it is
 * cleared; disabling it only hides it. Writing the time moves this clock alone: {@link RealTime} is
 * not touched, and an alarm waits for the new time.
 *
 * <p>Registers answer accesses of 32 bits at their own offsets; others read 0 and write nothing.
 */
public final class GoldfishRtc implements MmioRegion, Snapshotted {
    /** Bytes of address space. */
    public static final long SIZE = 0x1000;

    private static final int TIME_LOW = 0x00;
    private static final int TIME_HIGH = 0x04;
    private static final int ALARM_LOW = 0x08;
    private static final int ALARM_HIGH = 0x0c;
    private static final int IRQ_ENABLED = 0x10;
    private static final int CLEAR_ALARM = 0x14;
    private static final int ALARM_STATUS = 0x18;
    private static final int CLEAR_INTERRUPT = 0x1c;

    private static final long LOW = 0xffff_ffffL;

    /**
     * How often to look whether an alarm is due, since a real time that is not virtual time passes
     * faster or more slowly: after a 64th of what is left, but not more often than this.
     */
    private static final long SHORTEST_LOOK = 1_000_000;

    private static final int LOOKS = 64;

    /** 29 years, which is as long as any simulation can count: later alarms never come. */
    private static final long LONGEST_WAIT = Long.MAX_VALUE / 10;

    private final Simulation simulation;
    private final RealTime time;
    private final InterruptWire wire;
    private final Timer timer;

    /** What the driver's setting of the time adds to the real one. */
    private long offset;

    private int timeHigh;
    private long alarm;
    private boolean alarmSet;
    private boolean interruptEnabled;
    private boolean interruptPending;

    /**
     * A clock that nobody has set.
     *
     * @param name for reports
     * @param wire its interrupt, active high
     */
    public GoldfishRtc(Simulation simulation, String name, RealTime time, InterruptWire wire) {
        this.simulation = simulation;
        this.time = time;
        this.wire = wire;
        this.timer =
                new Timer(name + ".alarm") {
                    @Override
                    protected void expire() {
                        await();
                    }
                };
    }

    /** As after power-on: the real time, no alarm, no interrupt. */
    public void reset() {
        offset = 0;
        timeHigh = 0;
        alarm = 0;
        alarmSet = false;
        interruptEnabled = false;
        interruptPending = false;
        simulation.cancel(timer);
        update();
    }

    /** What the guest takes for the time, in nanoseconds since 1970 in 64 unsigned bits. */
    private long now() {
        return time.nanoseconds() + offset;
    }

    @Override
    public long read(long at, int size) {
        if (size != Integer.BYTES) {
            return 0;
        }
        return switch ((int) at) {
            case TIME_LOW -> {
                long now = now();
                timeHigh = (int) (now >>> 32);
                yield now & LOW;
            }
            case TIME_HIGH -> timeHigh & LOW;
            case ALARM_LOW -> alarm & LOW;
            case ALARM_HIGH -> alarm >>> 32;
            case IRQ_ENABLED -> interruptEnabled ? 1 : 0;
            case ALARM_STATUS -> alarmSet ? 1 : 0;
            default -> 0;
        };
    }

    @Override
    public void write(long at, int size, long value) {
        if (size != Integer.BYTES) {
            return;
        }
        switch ((int) at) {
            case TIME_LOW -> setTime((now() & ~LOW) | value);
            case TIME_HIGH -> setTime((now() & LOW) | value << 32);
            case ALARM_LOW -> {
                alarm = (alarm & ~LOW) | value;
                alarmSet = true;
                await();
            }
            case ALARM_HIGH -> alarm = (alarm & LOW) | value << 32;
            case IRQ_ENABLED -> {
                interruptEnabled = (value & 1) != 0;
                update();
            }
            case CLEAR_ALARM -> {
                alarmSet = false;
                simulation.cancel(timer);
            }
            case CLEAR_INTERRUPT -> {
                interruptPending = false;
                update();
            }
            default -> {}
        }
    }

    private void setTime(long wanted) {
        offset += wanted - now();
        if (alarmSet) {
            await();
        }
    }

    /** Lets the alarm come if it is due, or sees to it that this is asked again in time. */
    private void await() {
        long now = now();
        if (Long.compareUnsigned(alarm, now) <= 0) {
            alarmSet = false;
            interruptPending = true;
            simulation.cancel(timer);
            update();
            return;
        }
        long wait = alarm - now;
        long look = Math.max(wait / LOOKS, Math.min(wait, SHORTEST_LOOK));
        boolean comes = wait > 0 && wait <= LONGEST_WAIT;
        long due = simulation.now() + (comes ? Math.max(simulation.costs().cycles(look), 1) : 0);
        if (comes && due > 0) {
            simulation.schedule(timer, due);
        } else {
            simulation.cancel(timer);
        }
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putLong(offset);
        to.putInt(timeHigh);
        to.putLong(alarm);
        to.putBoolean(alarmSet);
        to.putBoolean(interruptEnabled);
        to.putBoolean(interruptPending);
        simulation.saveTimer(timer, to);
    }

    /** The wire is left alone: who is at its other end loads its own state. */
    @Override
    public void load(SnapshotReader from) {
        offset = from.getLong();
        timeHigh = from.getInt();
        alarm = from.getLong();
        alarmSet = from.getBoolean();
        interruptEnabled = from.getBoolean();
        interruptPending = from.getBoolean();
        simulation.loadTimer(timer, from);
    }

    private void update() {
        wire.set(interruptPending && interruptEnabled);
    }
}
