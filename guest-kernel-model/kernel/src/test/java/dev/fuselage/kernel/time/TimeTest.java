package dev.fuselage.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.TestGuest;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.Task;
import org.junit.jupiter.api.Test;

class TimeTest {
    private final TestGuest guest = new TestGuest(1);

    @Test
    void jiffiesStartFiveMinutesBeforeTheirLowWordWraps() {
        assertThat(Jiffies.at(0)).isEqualTo(4_294_892_296L);
        assertThat(Jiffies.at(3_999_999)).isEqualTo(Jiffies.INITIAL);
        assertThat(Jiffies.at(4_000_000)).isEqualTo(Jiffies.INITIAL + 1);
    }

    @Test
    void timespecsAreRoundedUpToWholeTicks() {
        assertThat(Jiffies.fromTimespec(0, 0)).isZero();
        assertThat(Jiffies.fromTimespec(0, 1)).isEqualTo(1);
        assertThat(Jiffies.fromTimespec(0, 4_000_000)).isEqualTo(1);
        assertThat(Jiffies.fromTimespec(0, 4_000_001)).isEqualTo(2);
        assertThat(Jiffies.fromTimespec(1, 0)).isEqualTo(250);
        assertThat(Jiffies.fromTimespec(86_400, 0)).isEqualTo(21_600_000);
        assertThat(Jiffies.fromTimespec(-1, 0)).as("2^64-1 seconds").isEqualTo(Jiffies.MAX_OFFSET);
        assertThat(Jiffies.fromMillis(1)).isEqualTo(1);
        assertThat(Jiffies.fromMillis(5)).isEqualTo(2);
    }

    @Test
    void comparisonSurvivesTheWrapOfTheCount() {
        assertThat(Jiffies.before(Long.MAX_VALUE, Long.MIN_VALUE)).isTrue();
        assertThat(Jiffies.before(5, 5)).isFalse();
    }

    @Test
    void nanosleepTakesItsTimeAndASignalEndsIt() {
        Task sleeper =
                guest.spawn(
                        "sleeper",
                        () -> {
                            long before = guest.time.monotonicNanos();
                            int result = guest.time.nanosleep(50_000_000);
                            guest.say(
                                    result
                                            + " after "
                                            + (guest.time.monotonicNanos() - before) / 1_000_000
                                            + " ms");
                            guest.say("" + guest.time.nanosleep(50_000_000));
                            guest.say("" + (guest.time.monotonicNanos() < 100_000_000));
                        });
        guest.spawn(
                "killer",
                () -> {
                    guest.time.nanosleep(60_000_000);
                    sleeper.sendSignal(Signal.SIGKILL);
                });
        guest.run();
        assertThat(guest.said()).containsExactly("0 after 50 ms", "" + -Errno.EINTR, "true");
    }

    @Test
    void aKernelTimerFiresAtTheTickAndNotBefore() {
        guest.spawn(
                "a",
                () -> {
                    long start = guest.time.jiffies();
                    KernelTimer timer =
                            new KernelTimer(guest.scheduler, guest.time, "test") {
                                @Override
                                protected void expired() {
                                    guest.say(
                                            "at +"
                                                    + (guest.time.jiffies() - start)
                                                    + " ns past tick "
                                                    + (guest.time.monotonicNanos()
                                                                    % Jiffies.NANOS_PER_JIFFY
                                                            < 40_000));
                                }
                            };
                    timer.modify(start + 100);
                    timer.modify(start + 3);
                });
        guest.run();
        assertThat(guest.said()).containsExactly("at +3 ns past tick true");
    }

    @Test
    void aDeletedTimerDoesNotFire() {
        guest.spawn(
                "a",
                () -> {
                    KernelTimer timer =
                            new KernelTimer(guest.scheduler, guest.time, "test") {
                                @Override
                                protected void expired() {
                                    guest.say("fires");
                                }
                            };
                    timer.modify(guest.time.jiffies() + 3);
                    guest.say("" + timer.delete() + timer.delete());
                });
        guest.run();
        assertThat(guest.said()).containsExactly("truefalse");
    }

    @Test
    void theWallClockStartsAtItsBaseAndFileTimesAreOfTheLastTick() {
        guest.spawn(
                "a",
                () -> {
                    guest.time.nanosleep(1_500_000_000);
                    guest.say("" + (guest.time.realSeconds() - Timekeeping.DEFAULT_BASE_SECONDS));
                    guest.say("" + guest.time.coarseRealNanos() % Jiffies.NANOS_PER_JIFFY);
                });
        guest.run();
        assertThat(guest.said()).containsExactly("1", "0");
    }
}
