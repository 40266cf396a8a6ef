package dev.fuselage.riscv.interrupt;

import static dev.fuselage.riscv.interrupt.Platform.read;
import static dev.fuselage.riscv.interrupt.Platform.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.time.StopReason;
import dev.fuselage.machine.time.Timer;
import dev.fuselage.riscv.HartConfig;
import dev.fuselage.riscv.InterruptLine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timers and software interrupts (RISC-V ACLINT 1.0), at their places in a CLINT. */
final class ClintTest {
    private static final int MTIME = 0xbff8;
    private static final int TIME = 0xc01;
    private static final long CYCLES_PER_TICK = HartConfig.STANDARD.cyclesPerTick();

    private final Platform platform = new Platform(3);
    private final Clint clint = new Clint(platform.harts, HartConfig.STANDARD);
    private final Sswi sswi = new Sswi(platform.harts);

    @AfterEach
    void close() {
        platform.close();
    }

    private static int mtimecmp(int hart) {
        return 0x4000 + 8 * hart;
    }

    private boolean isDue(int hart) {
        return platform.isPending(hart, InterruptLine.MACHINE_TIMER);
    }

    /** Lets virtual time come to a cycle, and everything due by then happen. */
    private void runTo(long cycle) {
        boolean[] reached = new boolean[1];
        platform.simulation.schedule(
                new Timer("end") {
                    @Override
                    protected void expire() {
                        reached[0] = true;
                    }
                },
                cycle);
        platform.simulation.run(() -> reached[0]);
    }

    /** MSIP registers: one bit each. */
    @Test
    void softwareInterruptFollowsItsBit() {
        write(clint, 4, -1);

        assertThat(read(clint, 4)).isEqualTo(1);
        assertThat(platform.isPending(1, InterruptLine.MACHINE_SOFTWARE)).isTrue();
        assertThat(platform.isPending(0, InterruptLine.MACHINE_SOFTWARE)).isFalse();
        write(clint, 4, 2);
        assertThat(platform.isPending(1, InterruptLine.MACHINE_SOFTWARE)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "4, 2", "0, 8", "5, 1", "12, 4", "0x3ffc, 4", "0x3fff, 2", "0xc000, 4"})
    void whatIsNoRegisterTakesNothing(String offset, int size) {
        clint.write(Long.decode(offset), size, 1);

        assertThat(clint.read(Long.decode(offset), size)).isZero();
        for (int hart = 0; hart < 3; hart++) {
            assertThat(platform.isPending(hart, InterruptLine.MACHINE_SOFTWARE)).isFalse();
        }
    }

    /** SETSSIP registers. */
    @Test
    void supervisorSoftwareInterruptIsSetByOnesAlone() {
        write(sswi, 8, 2);
        assertThat(platform.isPending(2, InterruptLine.SUPERVISOR_SOFTWARE)).isFalse();
        write(sswi, 8, 1);
        write(sswi, 8, 0);
        write(sswi, 12, 1);
        sswi.write(4, 8, 1);

        assertThat(platform.isPending(2, InterruptLine.SUPERVISOR_SOFTWARE)).isTrue();
        assertThat(platform.isPending(1, InterruptLine.SUPERVISOR_SOFTWARE)).isFalse();
        assertThat(read(sswi, 8)).isZero();
    }

    /** "pending whenever MTIME is greater than or equal to the value in MTIMECMP". */
    @Test
    void timerIsDueFromItsTickOn() {
        clint.write(mtimecmp(1), 8, 50);
        runTo(50 * CYCLES_PER_TICK - 1);
        assertThat(isDue(1)).isFalse();

        runTo(50 * CYCLES_PER_TICK);

        assertThat(isDue(1)).isTrue();
        assertThat(isDue(0)).isFalse();
        clint.write(mtimecmp(1), 8, 51);
        assertThat(isDue(1)).isFalse();
        clint.write(mtimecmp(1), 8, 50);
        assertThat(isDue(1)).isTrue();
    }

    @Test
    void timeIsTheTimeCsr() {
        runTo(123_456);

        assertThat(clint.read(MTIME, 8)).isEqualTo(1234);
        clint.write(MTIME, 8, 1L << 40);
        assertThat(clint.read(MTIME, 8)).isEqualTo(1L << 40);
        runTo(123_456 + 7 * CYCLES_PER_TICK);
        assertThat(clint.read(MTIME, 8)).isEqualTo((1L << 40) + 7);
        platform.harts.hart(2).startMachine(0, 0);
        platform.harts.hart(2).stop();
        platform.simulation.run(() -> false);
        assertThat(platform.harts.hart(2).csr(TIME)).isEqualTo(clint.read(MTIME, 8));
    }

    @Test
    void registersCanBeAccessedByHalves() {
        write(clint, mtimecmp(2), 0x1111_1111);
        write(clint, mtimecmp(2) + 4, 0x2222_2222);
        assertThat(clint.read(mtimecmp(2), 8)).isEqualTo(0x2222_2222_1111_1111L);
        assertThat(read(clint, mtimecmp(2))).isEqualTo(0x1111_1111);
        assertThat(read(clint, mtimecmp(2) + 4)).isEqualTo(0x2222_2222);

        write(clint, MTIME + 4, 5);
        write(clint, MTIME, 6);
        assertThat(clint.read(MTIME, 8)).isEqualTo(5L << 32 | 6);
        clint.write(mtimecmp(2) + 4, 8, 7);
        clint.write(mtimecmp(2), 2, 7);
        assertThat(clint.read(mtimecmp(2), 8)).isEqualTo(0x2222_2222_1111_1111L);
        assertThat(clint.read(mtimecmp(3), 8)).isZero();
    }

    @Test
    void settingTheTimeMovesTimersToo() {
        clint.write(mtimecmp(0), 8, 1000);
        clint.write(mtimecmp(1), 8, 10);
        clint.write(MTIME, 8, 990);
        assertThat(isDue(0)).isFalse();
        assertThat(isDue(1)).isTrue();

        runTo(10 * CYCLES_PER_TICK);

        assertThat(isDue(0)).isTrue();
        clint.write(MTIME, 8, 0);
        assertThat(isDue(0)).isFalse();
        assertThat(isDue(1)).isFalse();
    }

    /** Comparison is of unsigned numbers, and mtime wraps. */
    @Test
    void timerEndsWhenTheTimeWraps() {
        clint.write(MTIME, 8, -2);
        clint.write(mtimecmp(0), 8, -1);
        assertThat(isDue(0)).isFalse();

        runTo(CYCLES_PER_TICK);
        assertThat(isDue(0)).isTrue();
        runTo(2 * CYCLES_PER_TICK);
        assertThat(isDue(0)).isFalse();
        assertThat(clint.read(MTIME, 8)).isZero();
    }

    @Test
    void timerThatIsOffWaitsForNothing() {
        clint.write(mtimecmp(0), 8, 50);
        clint.write(mtimecmp(0), 8, -1);
        clint.write(mtimecmp(1), 8, Long.MAX_VALUE);
        clint.write(mtimecmp(2), 8, Long.MAX_VALUE / CYCLES_PER_TICK + 1);

        assertThat(platform.simulation.run(() -> false)).isEqualTo(StopReason.QUIESCENT);
    }

    @Test
    void resetStartsTimeAgain() {
        write(clint, 0, 1);
        clint.write(mtimecmp(0), 8, 0);
        runTo(12_345);

        clint.reset();

        assertThat(clint.read(MTIME, 8)).isZero();
        assertThat(isDue(0)).isFalse();
        assertThat(platform.isPending(0, InterruptLine.MACHINE_SOFTWARE)).isFalse();
    }
}
