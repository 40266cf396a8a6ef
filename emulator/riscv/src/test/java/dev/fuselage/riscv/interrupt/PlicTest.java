package dev.fuselage.riscv.interrupt;

import static dev.fuselage.riscv.interrupt.Platform.read;
import static dev.fuselage.riscv.interrupt.Platform.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.machine.interrupt.InterruptWire;
import dev.fuselage.riscv.InterruptLine;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The PLIC by the chapters of RISC-V PLIC 1.0.0; contexts are M and S of hart 0, then of 1. */
final class PlicTest {
    private static final int SOURCES = 95;
    private static final int MACHINE_0 = 0;
    private static final int SUPERVISOR_1 = 3;

    private final Platform platform = new Platform(2);
    private final Plic plic =
            new Plic(
                    SOURCES,
                    HartSignals.to(
                            platform.harts,
                            InterruptLine.MACHINE_EXTERNAL,
                            InterruptLine.SUPERVISOR_EXTERNAL));
    private final InterruptWire wire = plic.input(40);

    @AfterEach
    void close() {
        platform.close();
    }

    private static int priority(int source) {
        return 4 * source;
    }

    private static int enable(int context, int source) {
        return 0x2000 + 0x80 * context + source / 32 * 4;
    }

    private static int threshold(int context) {
        return 0x20_0000 + 0x1000 * context;
    }

    private static int claim(int context) {
        return threshold(context) + 4;
    }

    private boolean isPending(int source) {
        return (read(plic, 0x1000 + source / 32 * 4) >> source & 1) != 0;
    }

    private boolean isSignalled() {
        return platform.isPending(1, InterruptLine.SUPERVISOR_EXTERNAL);
    }

    private void configure(int source, int priority) {
        write(plic, priority(source), priority);
        int register = enable(SUPERVISOR_1, source);
        write(plic, register, read(plic, register) | 1 << source);
    }

    @Test
    void pendingEnabledSourceAboveTheThresholdIsSignalledToItsContext() {
        wire.set(true);
        assertThat(isPending(40)).isTrue();
        assertThat(isSignalled()).isFalse();

        configure(40, 3);

        assertThat(isSignalled()).isTrue();
        assertThat(platform.isPending(1, InterruptLine.MACHINE_EXTERNAL)).isFalse();
        assertThat(platform.isPending(0, InterruptLine.SUPERVISOR_EXTERNAL)).isFalse();
        write(plic, threshold(SUPERVISOR_1), 3);
        assertThat(isSignalled()).isFalse();
        write(plic, threshold(SUPERVISOR_1), 2);
        assertThat(isSignalled()).isTrue();
        write(plic, priority(40), 0);
        assertThat(isSignalled()).isFalse();
    }

    /** Interrupt Claim Process: "not affected by the setting of the priority threshold". */
    @Test
    void thresholdDoesNotHideASourceFromAClaim() {
        configure(40, 3);
        write(plic, threshold(SUPERVISOR_1), 7);
        wire.set(true);

        assertThat(read(plic, claim(SUPERVISOR_1))).isEqualTo(40);
    }

    /** Interrupt Claim Process and Interrupt Completion. */
    @Test
    void claimedSourceComesAgainOnlyAfterItsCompletion() {
        configure(40, 1);
        wire.set(true);

        assertThat(read(plic, claim(SUPERVISOR_1))).isEqualTo(40);
        assertThat(isSignalled()).isFalse();
        assertThat(isPending(40)).isFalse();
        assertThat(read(plic, claim(SUPERVISOR_1))).isZero();
        wire.set(false);
        wire.set(true);
        assertThat(isPending(40)).as("the gateway waits").isFalse();

        write(plic, claim(SUPERVISOR_1), 40);

        assertThat(isPending(40)).as("still high").isTrue();
        assertThat(isSignalled()).isTrue();
        assertThat(read(plic, claim(SUPERVISOR_1))).isEqualTo(40);
        wire.set(false);
        write(plic, claim(SUPERVISOR_1), 40);
        assertThat(isPending(40)).isFalse();
    }

    /** Interrupt Gateways: a request that was accepted stays. */
    @Test
    void requestStaysWhenItsWireFalls() {
        configure(40, 1);
        wire.set(true);
        wire.set(false);

        assertThat(read(plic, claim(SUPERVISOR_1))).isEqualTo(40);
    }

    /** Interrupt Completion: ignored unless enabled for the context; who claimed is not asked. */
    @Test
    void completionNeedsTheSourceEnabledForTheContext() {
        configure(40, 1);
        wire.set(true);
        assertThat(read(plic, claim(SUPERVISOR_1))).isEqualTo(40);

        write(plic, claim(MACHINE_0), 40);
        assertThat(isPending(40)).isFalse();
        write(plic, enable(MACHINE_0, 40), 1 << 8);
        write(plic, claim(MACHINE_0), 40);
        assertThat(isPending(40)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 39, 41, 96, 1024, -1, Integer.MIN_VALUE})
    void completionOfAnotherSourceChangesNothing(int completed) {
        configure(40, 1);
        wire.set(true);
        assertThat(read(plic, claim(SUPERVISOR_1))).isEqualTo(40);

        write(plic, claim(SUPERVISOR_1), completed);

        assertThat(isPending(40)).isFalse();
    }

    /** Interrupt Priorities: WARL, any combination of the bits there are. */
    @Test
    void registersKeepTheBitsThereAre() {
        write(plic, priority(95), -1);
        write(plic, priority(96), -1);
        write(plic, priority(0), -1);
        write(plic, threshold(MACHINE_0), -1);
        for (int source = 0; source < 1024; source += 32) {
            write(plic, enable(MACHINE_0, source), -1);
        }
        write(plic, 0x1000, -1);

        assertThat(read(plic, priority(95))).isEqualTo(7);
        assertThat(read(plic, priority(96))).isZero();
        assertThat(read(plic, priority(0))).isZero();
        assertThat(read(plic, threshold(MACHINE_0))).isEqualTo(7);
        assertThat(read(plic, enable(MACHINE_0, 0))).isEqualTo(-2);
        assertThat(read(plic, enable(MACHINE_0, 64))).isEqualTo(-1);
        assertThat(read(plic, enable(MACHINE_0, 96))).isZero();
        assertThat(read(plic, 0x1000)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"160, 1", "160, 2", "160, 8", "162, 4", "0x2181, 1", "0x203004, 8", "0x203004, 1"})
    void accessesThatAreNotOfAlignedWordsAreIgnored(String offset, int size) {
        configure(40, 1);
        wire.set(true);

        plic.write(Long.decode(offset), size, 0xff);

        assertThat(plic.read(Long.decode(offset), size)).isZero();
        assertThat(read(plic, claim(SUPERVISOR_1))).isEqualTo(40);
    }

    @Test
    void anyWordCanBeReadAndWritten() {
        SplittableRandom random = new SplittableRandom(99);
        for (long offset = 0; offset < plic.size(); offset += 4) {
            write(plic, offset, random.nextInt());
            read(plic, offset);
        }
        assertThat(plic.size()).isEqualTo(0x20_4000);
        assertThat(read(plic, enable(4, 0))).isZero();
    }

    @Test
    void resetLeavesOnlyWhatWiresSay() {
        configure(40, 1);
        wire.set(true);
        plic.input(41).set(true);
        plic.input(41).set(false);

        plic.reset();

        assertThat(isSignalled()).isFalse();
        assertThat(isPending(40)).isTrue();
        assertThat(isPending(41)).isFalse();
        assertThat(read(plic, priority(40))).isZero();
    }

    @Test
    void numbersMustBeLegal() {
        HartSignals signals = HartSignals.to(platform.harts, InterruptLine.SUPERVISOR_EXTERNAL);
        assertThatThrownBy(() -> new Plic(0, signals)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Plic(1024, signals))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plic.input(96)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plic.input(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The largest priority first, then the smallest source. */
    @Test
    void claimsComeInOrderOfPriorityThenSource() {
        long seed = 1_000;
        SplittableRandom random = new SplittableRandom(seed);
        int[] priority = new int[SOURCES + 1];
        boolean[] pending = new boolean[SOURCES + 1];
        for (int source = 1; source <= SOURCES; source++) {
            priority[source] = random.nextInt(8);
            configure(source, priority[source]);
        }
        for (int step = 0; step < 3000; step++) {
            int source = 1 + random.nextInt(SOURCES);
            plic.input(source).set(true);
            plic.input(source).set(false);
            pending[source] = true;
            for (int claims = random.nextInt(3); claims > 0; claims--) {
                int best = 0;
                for (int other = 1; other <= SOURCES; other++) {
                    if (pending[other] && priority[other] > priority[best]) {
                        best = other;
                    }
                }
                assertThat(isSignalled()).isEqualTo(best != 0);
                assertThat(read(plic, claim(SUPERVISOR_1)))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(best);
                pending[best] = false;
                write(plic, claim(SUPERVISOR_1), best);
            }
        }
    }
}
