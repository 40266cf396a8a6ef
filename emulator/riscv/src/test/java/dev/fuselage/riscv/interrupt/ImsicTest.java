package dev.fuselage.riscv.interrupt;

import static dev.fuselage.riscv.ImsicFile.EIDELIVERY;
import static dev.fuselage.riscv.ImsicFile.EIE0;
import static dev.fuselage.riscv.ImsicFile.EIP0;
import static dev.fuselage.riscv.ImsicFile.EITHRESHOLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.InterruptLine;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interrupt files and their pages (RISC-V AIA 1.0, 3). */
final class ImsicTest {
    private static final int SISELECT = 0x150;
    private static final int SIREG = 0x151;
    private static final int STOPEI = 0x15c;
    private static final long PAGE = 0x1000;

    private final Platform platform = new Platform(3);
    private final Imsic imsic = Imsic.supervisor(platform.harts, 255);
    private final Hart hart = platform.harts.hart(1);

    @AfterEach
    void close() {
        platform.close();
    }

    private long get(int register) {
        hart.setCsr(SISELECT, register);
        return hart.csr(SIREG);
    }

    private void set(int register, long value) {
        hart.setCsr(SISELECT, register);
        hart.setCsr(SIREG, value);
    }

    private void message(int identity) {
        Platform.write(imsic, PAGE, identity);
    }

    private boolean isSignalled() {
        return platform.isPending(1, InterruptLine.SUPERVISOR_EXTERNAL);
    }

    private void deliverAll() {
        set(EIDELIVERY, 1);
        for (int i = 0; i < 8; i += 2) {
            set(EIE0 + i, -1);
        }
    }

    /** 3.5. */
    @Test
    void messageMakesItsIdentityPendingInTheFileOfItsPage() {
        message(70);

        assertThat(get(EIP0 + 2)).isEqualTo(1L << 6);
        Hart other = platform.harts.hart(0);
        other.setCsr(SISELECT, EIP0 + 2);
        assertThat(other.csr(SIREG)).isZero();
    }

    /** 3.5: seteipnum_be. */
    @Test
    void bigEndianMessageIsReadTheOtherWayRound() {
        Platform.write(imsic, PAGE + 4, 5 << 24);

        assertThat(get(EIP0)).isEqualTo(1L << 5);
    }

    /** 3.5: ignored unless an implemented identity. */
    @ParameterizedTest
    @ValueSource(ints = {0, 256, 2047, 2048, -1, Integer.MIN_VALUE, 5 << 24})
    void messageOfNoIdentityIsIgnored(int value) {
        message(value);

        for (int i = 0; i < 64; i += 2) {
            assertThat(get(EIP0 + i)).isZero();
        }
    }

    /** 3.5: other accesses are ignored. */
    @ParameterizedTest
    @CsvSource({"0, 1", "0, 2", "0, 8", "8, 4", "2, 2", "0xffc, 4", "0x2000, 4"})
    void otherAccessesAreIgnored(String offset, int size) {
        imsic.write(PAGE + Long.decode(offset), size, 3);

        assertThat(get(EIP0)).isZero();
        assertThat(imsic.read(PAGE + Long.decode(offset), size)).isZero();
    }

    /** 3.6: the pages fill a power of two, and those of no hart are read-only zeros. */
    @Test
    void pagesOfNoHartTakeNothing() {
        assertThat(imsic.size()).isEqualTo(4 * PAGE);

        Platform.write(imsic, 3 * PAGE, 1);

        assertThat(Platform.read(imsic, 3 * PAGE)).isZero();
    }

    /** 3.8.1. */
    @Test
    void deliveryTakesItsThreeValuesAndNoOther() {
        assertThat(get(EIDELIVERY)).as("after reset").isEqualTo(0x4000_0000);
        set(EIDELIVERY, 1);
        set(EIDELIVERY, 2);
        assertThat(get(EIDELIVERY)).isEqualTo(1);
        set(EIDELIVERY, 1L << 32);
        assertThat(get(EIDELIVERY)).isEqualTo(1);
        set(EIDELIVERY, 0);
        assertThat(get(EIDELIVERY)).isZero();
    }

    /** 3.8.1. */
    @Test
    void signalNeedsDeliveryAndTheTopInterruptDoesNot() {
        deliverAll();
        message(9);
        assertThat(isSignalled()).isTrue();

        set(EIDELIVERY, 0);

        assertThat(isSignalled()).isFalse();
        assertThat(hart.csr(STOPEI)).isEqualTo(9 << 16 | 9);
    }

    /** 3.8.2: identities of the threshold and above do not count. */
    @Test
    void thresholdHidesItselfAndWhatComesAfter() {
        deliverAll();
        message(9);

        set(EITHRESHOLD, 9);
        assertThat(isSignalled()).isFalse();
        assertThat(hart.csr(STOPEI)).isZero();
        set(EITHRESHOLD, 10);
        assertThat(isSignalled()).isTrue();
        set(EITHRESHOLD, 255);
        assertThat(get(EITHRESHOLD)).isEqualTo(255);
    }

    /** 3.8.3 and 3.8.4: bits of no identity are read-only zeros. */
    @Test
    void bitsOfNoIdentityStayZero() {
        for (int i = 0; i < 64; i += 2) {
            set(EIP0 + i, -1);
            set(EIE0 + i, -1);
        }

        for (int i = 0; i < 64; i += 2) {
            long expected = i == 0 ? -2 : i < 8 ? -1 : 0;
            assertThat(get(EIP0 + i)).isEqualTo(expected);
            assertThat(get(EIE0 + i)).isEqualTo(expected);
        }
    }

    /** 3.7: reserved registers read as zero and ignore writes. */
    @ParameterizedTest
    @ValueSource(ints = {0x71, 0x73, 0x74, 0x7f})
    void reservedRegistersAreZero(int register) {
        set(register, -1);

        assertThat(get(register)).isZero();
    }

    /** 3.9. */
    @Test
    void claimTakesTheTopInterruptAndSignalFollows() {
        deliverAll();
        message(200);
        message(3);

        assertThat(hart.csr(STOPEI)).isEqualTo(3 << 16 | 3);
        hart.setCsr(STOPEI, 0);
        assertThat(hart.csr(STOPEI)).isEqualTo(200 << 16 | 200);
        assertThat(isSignalled()).isTrue();
        hart.setCsr(STOPEI, 0);
        assertThat(hart.csr(STOPEI)).isZero();
        assertThat(isSignalled()).isFalse();
        hart.setCsr(STOPEI, 0);
    }

    /** 3.8.1: with 0x40000000 a PLIC or APLIC signals in the file's place. */
    @Test
    void controllerSignalsInPlaceOfTheFileOnlyWhileDeliveryNamesIt() {
        HartSignals controller = imsic.controllerSignals();
        for (int i = 0; i < 8; i += 2) {
            set(EIE0 + i, -1);
        }
        message(9);
        assertThat(isSignalled()).as("the file functions as though eidelivery is 0").isFalse();

        controller.set(1, true);
        assertThat(isSignalled()).isTrue();
        set(EIDELIVERY, 0);
        assertThat(isSignalled()).isFalse();
        set(EIDELIVERY, 0x4000_0000);
        assertThat(isSignalled()).isTrue();
        controller.set(1, false);
        assertThat(isSignalled()).isFalse();
    }

    @Test
    void resetForgetsEverything() {
        deliverAll();
        message(9);

        imsic.reset();

        assertThat(isSignalled()).isFalse();
        assertThat(get(EIP0)).isZero();
        assertThat(get(EIE0)).isZero();
        assertThat(get(EIDELIVERY)).isEqualTo(0x4000_0000);
    }

    /** 3.1. */
    @ParameterizedTest
    @ValueSource(ints = {0, 62, 64, 256, 2111, -1})
    void numberOfIdentitiesMustBeLegal(int identities) {
        assertThatThrownBy(() -> Imsic.machine(platform.harts, identities))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** 3.3 and 3.9, against a sorted set. */
    @ParameterizedTest
    @ValueSource(ints = {63, 127, 191, 255, 2047})
    void claimsComeInOrderOfIdentity(int identities) {
        long seed = 20_260_101L + identities;
        SplittableRandom random = new SplittableRandom(seed);
        TreeSet<Integer> pending = new TreeSet<>();
        InterruptFile file = new InterruptFile(identities, level -> {});
        for (int i = 0; i < 64; i += 2) {
            file.write(EIE0 + i, -1);
        }
        for (int step = 0; step < 2000; step++) {
            int threshold = random.nextInt(4) == 0 ? random.nextInt(identities + 1) : 0;
            file.write(EITHRESHOLD, threshold);
            if (random.nextInt(3) > 0) {
                int identity = 1 + random.nextInt(identities);
                file.receive(identity);
                pending.add(identity);
            }
            int first = pending.isEmpty() ? 0 : pending.getFirst();
            int top = threshold == 0 || first < threshold ? first : 0;
            assertThat(file.top()).as("seed %d step %d", seed, step).isEqualTo(top << 16 | top);
            if (random.nextBoolean()) {
                file.claim();
                pending.remove(top);
            }
        }
    }
}
