package dev.fuselage.devices.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.machine.time.StopReason;
import dev.fuselage.machine.time.Timer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registers as the Goldfish platform's document and Linux's rtc-goldfish.c have them. */
final class GoldfishRtcTest {
    private static final int TIME_LOW = 0x00;
    private static final int TIME_HIGH = 0x04;
    private static final int ALARM_LOW = 0x08;
    private static final int ALARM_HIGH = 0x0c;
    private static final int IRQ_ENABLED = 0x10;
    private static final int CLEAR_ALARM = 0x14;
    private static final int ALARM_STATUS = 0x18;
    private static final int CLEAR_INTERRUPT = 0x1c;

    /** 2026-01-01, with all bits of interest in both halves. */
    private static final long BASE = 1_767_225_600L * 1_000_000_000L;

    private final Simulation simulation =
            new Simulation(CostProfile.parse("test", ""), Decisions.CLOCK, 1);

    /** Nanoseconds of real time for a cycle of virtual time, in percent. */
    private int pace = 100;

    private boolean interrupt;

    private final GoldfishRtc rtc =
            new GoldfishRtc(
                    simulation,
                    "rtc",
                    () -> BASE + simulation.now() * pace / 100,
                    level -> interrupt = level);

    private long read(int register) {
        return rtc.read(register, 4);
    }

    private void write(int register, long value) {
        rtc.write(register, 4, value & 0xffff_ffffL);
    }

    /** As Linux does: goldfish_rtc_read_time, _set_time, _set_alarm. */
    private long time() {
        long low = read(TIME_LOW);
        return (read(TIME_HIGH) << 32) | low;
    }

    private void setTime(long nanoseconds) {
        write(TIME_HIGH, nanoseconds >>> 32);
        write(TIME_LOW, nanoseconds);
    }

    private void setAlarm(long nanoseconds) {
        write(ALARM_HIGH, nanoseconds >>> 32);
        write(ALARM_LOW, nanoseconds);
        write(IRQ_ENABLED, 1);
    }

    private void pass(long cycles) {
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

    @Test
    void timeIsTheGivenClocksInNanoseconds() {
        assertThat(time()).isEqualTo(BASE);
        pass(123_456_789);
        assertThat(time()).isEqualTo(BASE + 123_456_789);
    }

    @Test
    void theHighHalfIsThatOfTheTimeTheLowHalfWasReadAt() {
        long untilCarry = (1L << 32) - (BASE & 0xffff_ffffL);
        pass(untilCarry - 1);
        assertThat(read(TIME_LOW)).isEqualTo(0xffff_ffffL);
        pass(2);
        assertThat(read(TIME_HIGH)).isEqualTo(BASE >>> 32);
        assertThat(time()).isEqualTo(BASE + untilCarry + 1);
    }

    @Test
    void aTimeThatIsSetGoesOnFromThere() {
        pass(1000);
        setTime(0x0123_4567_89ab_cdefL);
        pass(500);
        assertThat(time()).isEqualTo(0x0123_4567_89ab_cdefL + 500);
    }

    @Test
    void anAlarmComesWhenItIsTime() {
        setAlarm(BASE + 2_000_000_000L);
        assertThat(read(ALARM_STATUS)).isOne();
        assertThat((read(ALARM_HIGH) << 32) | read(ALARM_LOW)).isEqualTo(BASE + 2_000_000_000L);
        pass(1_999_999_999);
        assertThat(interrupt).isFalse();
        pass(2);
        assertThat(interrupt).isTrue();
        assertThat(read(ALARM_STATUS)).isZero();
        write(CLEAR_INTERRUPT, 1);
        assertThat(interrupt).isFalse();
    }

    @Test
    void anAlarmOfThePastComesAtOnce() {
        setAlarm(BASE);
        assertThat(interrupt).isTrue();
        assertThat(read(ALARM_STATUS)).isZero();
    }

    @Test
    void anAlarmIsSetByItsLowHalf() {
        write(ALARM_HIGH, 0);
        assertThat(read(ALARM_STATUS)).isZero();
    }

    @Test
    void aClearedAlarmDoesNotCome() {
        setAlarm(BASE + 1000);
        write(CLEAR_ALARM, 1);
        pass(2000);
        assertThat(interrupt).isFalse();
        assertThat(read(ALARM_STATUS)).isZero();
    }

    @Test
    void anInterruptThatIsDisabledWaits() {
        setAlarm(BASE + 1000);
        write(IRQ_ENABLED, 0);
        pass(2000);
        assertThat(interrupt).isFalse();
        write(IRQ_ENABLED, 1);
        assertThat(interrupt).isTrue();
        write(IRQ_ENABLED, 0);
        assertThat(interrupt).isFalse();
    }

    @Test
    void anAlarmFollowsATimeThatIsSet() {
        setAlarm(BASE + 1_000_000);
        setTime(BASE + 900_000);
        pass(100_001);
        assertThat(interrupt).as("brought forward").isTrue();
        write(CLEAR_INTERRUPT, 1);
        setAlarm(BASE + 2_000_000);
        setTime(BASE);
        pass(1_900_000);
        assertThat(interrupt).as("put off").isFalse();
        pass(100_001);
        assertThat(interrupt).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 99, 100, 101, 1000})
    void anAlarmComesByTheRealTimeHoweverFastThatIs(int percent) {
        pace = percent;
        setAlarm(BASE + 1_000_000_000L);
        pass(1_000_000_000L * 100 / percent - 1);
        assertThat(interrupt).as("not early").isFalse();
        pass(1_000_000);
        assertThat(interrupt).as("late by a look at most").isTrue();
    }

    /** It would keep a guest that waits for nothing else from being told that it hangs. */
    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE + BASE, Long.MAX_VALUE})
    void anAlarmAtTheEndOfTimeIsNotWaitedFor(long nanoseconds) {
        pass(1);
        setAlarm(nanoseconds);
        assertThat(simulation.run(() -> false)).isEqualTo(StopReason.QUIESCENT);
        assertThat(interrupt).isFalse();
        assertThat(read(ALARM_STATUS)).isOne();
    }

    @Test
    void aClockThatIsSavedAndLoadedGoesOn() {
        setTime(BASE * 2);
        read(TIME_LOW);
        setAlarm(BASE * 2 + 1_000_000);
        pass(400_000);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (SnapshotWriter to = new SnapshotWriter(file)) {
            to.section("clock", simulation);
            to.section("rtc", rtc);
        }
        GoldfishRtcTest loaded = new GoldfishRtcTest();
        byte[] bytes = file.toByteArray();
        try (SnapshotReader from = new SnapshotReader(new ByteArrayInputStream(bytes))) {
            from.section("clock", loaded.simulation);
            from.section("rtc", loaded.rtc);
            from.finish();
        }
        loaded.simulation.checkLoaded();
        assertThat(loaded.read(TIME_HIGH)).as("kept by reading").isEqualTo((BASE * 2) >>> 32);
        assertThat(loaded.time()).isEqualTo(BASE * 2 + 400_000);
        assertThat(loaded.read(ALARM_STATUS)).isOne();
        loaded.pass(599_999);
        assertThat(loaded.interrupt).isFalse();
        loaded.pass(2);
        assertThat(loaded.interrupt).isTrue();
    }

    @Test
    void resetForgetsWhatTheDriverSet() {
        setTime(12345);
        setAlarm(0);
        rtc.reset();
        assertThat(interrupt).isFalse();
        assertThat(read(IRQ_ENABLED)).isZero();
        assertThat(time()).isEqualTo(BASE);
    }

    @Test
    void othersThanWholeRegistersAreNotThere() {
        assertThat(rtc.read(TIME_LOW, 8)).isZero();
        assertThat(rtc.read(TIME_LOW, 1)).isZero();
        assertThat(rtc.read(2, 4)).isZero();
        assertThat(rtc.read(0x20, 4)).isZero();
        rtc.write(IRQ_ENABLED, 1, 1);
        rtc.write(0x100, 4, 1);
        assertThat(read(IRQ_ENABLED)).isZero();
    }
}
