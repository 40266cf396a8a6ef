package dev.fuselage.riscv.interrupt;

import static dev.fuselage.riscv.interrupt.Platform.read;
import static dev.fuselage.riscv.interrupt.Platform.write;
import static java.util.Objects.requireNonNull;
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

/** Sources and domains of an APLIC that delivers directly (RISC-V AIA 1.0, 4.5 to 4.8). */
final class AplicTest {
    private static final int DOMAINCFG = 0;
    private static final int IE = 0x100;
    private static final int SETIP = 0x1c00;
    private static final int SETIPNUM = 0x1cdc;
    private static final int IN_CLRIP = 0x1d00;
    private static final int CLRIPNUM = 0x1ddc;
    private static final int SETIE = 0x1e00;
    private static final int SETIENUM = 0x1edc;
    private static final int CLRIE = 0x1f00;
    private static final int CLRIENUM = 0x1fdc;

    private static final int DETACHED = 1;
    private static final int EDGE1 = 4;
    private static final int EDGE0 = 5;
    private static final int LEVEL1 = 6;
    private static final int LEVEL0 = 7;
    private static final int DELEGATE = 1 << 10;

    private static final int SOURCES = 96;

    private final Platform platform = new Platform(2);
    private final Aplic aplic =
            Aplic.direct(
                    SOURCES,
                    HartSignals.to(platform.harts, InterruptLine.MACHINE_EXTERNAL),
                    HartSignals.to(platform.harts, InterruptLine.SUPERVISOR_EXTERNAL));
    private final AplicDomain root = requireNonNull(aplic.machine());
    private final AplicDomain child = aplic.supervisor();

    @AfterEach
    void close() {
        platform.close();
    }

    private static int sourcecfg(int source) {
        return 4 * source;
    }

    private static int target(int source) {
        return 0x3000 + 4 * source;
    }

    private static int idc(int hart, int register) {
        return 0x4000 + 32 * hart + register;
    }

    private static boolean isPending(AplicDomain domain, int source) {
        return (read(domain, SETIP + source / 32 * 4) >> source & 1) != 0;
    }

    private static boolean isHigh(AplicDomain domain, int source) {
        return (read(domain, IN_CLRIP + source / 32 * 4) >> source & 1) != 0;
    }

    /** 4.5.1: reads 0x80 on top; DM needs interrupt files, and BE stays zero. */
    @Test
    void domaincfgKeepsOnlyWhatItCan() {
        write(root, DOMAINCFG, -1);

        assertThat(read(root, DOMAINCFG)).isEqualTo(0x8000_0100);
        write(root, DOMAINCFG, 0);
        assertThat(read(root, DOMAINCFG)).isEqualTo(0x8000_0000);
    }

    /** 4.5.2. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2, 0", "3, 0", "4, 4", "5, 5", "6, 6", "7, 7", "0xfffffbff, 7"})
    void sourceTakesTheModesThereAre(String written, int kept) {
        write(root, sourcecfg(1), (int) (long) Long.decode(written));

        assertThat(read(root, sourcecfg(1))).isEqualTo(kept);
    }

    /** 4.5.2: read-only zero if not implemented. */
    @ParameterizedTest
    @ValueSource(ints = {97, 128, 1023})
    void sourceThatIsNotImplementedIsZero(int source) {
        write(root, sourcecfg(source), EDGE1);
        write(root, target(source), 7);
        write(root, SETIPNUM, source);
        write(root, SETIENUM, source);
        write(root, SETIP + source / 32 * 4, -1);
        write(root, SETIE + source / 32 * 4, -1);

        assertThat(read(root, sourcecfg(source))).isZero();
        assertThat(read(root, target(source))).isZero();
        assertThat(isPending(root, source)).isFalse();
        assertThat(read(root, SETIE + source / 32 * 4)).isZero();
    }

    /** 4.5.2: pending, enable and target of an inactive source are read-only zero. */
    @Test
    void inactiveSourceIsZero() {
        write(root, SETIPNUM, 5);
        write(root, SETIENUM, 5);
        write(root, SETIE, -1);
        write(root, SETIP, -1);
        write(root, target(5), 7);

        assertThat(read(root, SETIP)).isZero();
        assertThat(read(root, SETIE)).isZero();
        assertThat(read(root, target(5))).isZero();
    }

    /** 4.5.2: and become so when it is made inactive. */
    @Test
    void sourceMadeInactiveIsNeitherPendingNorEnabled() {
        write(root, sourcecfg(5), DETACHED);
        write(root, SETIPNUM, 5);
        write(root, SETIENUM, 5);

        write(root, sourcecfg(5), 0);
        write(root, sourcecfg(5), DETACHED);

        assertThat(isPending(root, 5)).isFalse();
        assertThat(read(root, SETIE)).isZero();
    }

    /** 4.5.9 to 4.5.12. */
    @Test
    void enablesAreSetAndClearedByBitAndByNumber() {
        for (int source = 32; source < 64; source++) {
            write(root, sourcecfg(source), DETACHED);
        }
        write(root, SETIE + 4, 0b1010);
        write(root, SETIENUM, 60);
        write(root, CLRIE + 4, 0b0010);

        assertThat(read(root, SETIE + 4)).isEqualTo(1 << 28 | 0b1000);
        write(root, CLRIENUM, 35);
        assertThat(read(root, SETIE + 4)).isEqualTo(1 << 28);
        assertThat(read(root, CLRIE + 4)).isZero();
        assertThat(read(root, SETIENUM)).isZero();
    }

    /** 4.5.6, 4.5.8, 4.5.13 and 4.5.14. */
    @Test
    void pendingBitsAreSetAndClearedByNumberInBothByteOrders() {
        write(root, sourcecfg(70), DETACHED);

        write(root, SETIPNUM, 70);
        assertThat(isPending(root, 70)).isTrue();
        write(root, CLRIPNUM, 70);
        assertThat(isPending(root, 70)).isFalse();
        write(root, 0x2000, 70);
        assertThat(isPending(root, 70)).isTrue();
        write(root, IN_CLRIP + 8, 1 << 6);
        assertThat(isPending(root, 70)).isFalse();
        write(root, 0x2004, 70 << 24);
        assertThat(isPending(root, 70)).isTrue();
        assertThat(read(root, 0x2000)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 97, 1023, 1024, -1, Integer.MIN_VALUE})
    void numberOfNoSourceIsIgnored(int number) {
        for (int source = 1; source <= SOURCES; source++) {
            write(root, sourcecfg(source), DETACHED);
        }
        for (int register : new int[] {SETIPNUM, CLRIPNUM, SETIENUM, CLRIENUM, 0x2000, 0x2004}) {
            write(root, register, number);
        }

        for (int word = 0; word < 32; word++) {
            assertThat(read(root, SETIP + 4 * word)).isZero();
            assertThat(read(root, SETIE + 4 * word)).isZero();
        }
    }

    /** 4.7: edges. */
    @ParameterizedTest
    @CsvSource({"4, true", "5, false"})
    void edgeMakesPendingAndStaysUntilCleared(int mode, boolean asserting) {
        InterruptWire wire = aplic.input(7);
        wire.set(!asserting);
        write(root, sourcecfg(7), mode);
        assertThat(isPending(root, 7)).isFalse();

        wire.set(asserting);
        assertThat(isPending(root, 7)).isTrue();
        assertThat(isHigh(root, 7)).isTrue();
        wire.set(!asserting);
        assertThat(isPending(root, 7)).isTrue();
        assertThat(isHigh(root, 7)).isFalse();
        write(root, CLRIPNUM, 7);
        assertThat(isPending(root, 7)).isFalse();
        wire.set(!asserting);
        assertThat(isPending(root, 7)).as("no change is no edge").isFalse();
        write(root, SETIPNUM, 7);
        assertThat(isPending(root, 7)).isTrue();
    }

    /** 4.7: in direct mode a level-sensitive source is pending exactly while it is asserted. */
    @ParameterizedTest
    @CsvSource({"6, true", "7, false"})
    void levelIsPendingExactlyWhileAsserted(int mode, boolean asserting) {
        InterruptWire wire = aplic.input(7);
        wire.set(!asserting);
        write(root, sourcecfg(7), mode);
        write(root, SETIPNUM, 7);
        assertThat(isPending(root, 7)).isFalse();

        wire.set(asserting);
        assertThat(isPending(root, 7)).isTrue();
        write(root, CLRIPNUM, 7);
        write(root, IN_CLRIP, -1);
        assertThat(isPending(root, 7)).isTrue();
        wire.set(!asserting);
        assertThat(isPending(root, 7)).isFalse();
    }

    /** 4.5.2: the wire of a detached source is ignored, and its rectified input is zero. */
    @Test
    void detachedSourceIgnoresItsWire() {
        write(root, sourcecfg(7), DETACHED);

        aplic.input(7).set(true);

        assertThat(isPending(root, 7)).isFalse();
        assertThat(isHigh(root, 7)).isFalse();
    }

    /** 4.7: a level that is there already counts when the mode is set. */
    @Test
    void modeSetWhileAssertedMakesLevelPendingAndEdgeNot() {
        aplic.input(7).set(true);
        aplic.input(8).set(true);

        write(root, sourcecfg(7), LEVEL1);
        write(root, sourcecfg(8), EDGE1);
        write(root, sourcecfg(9), LEVEL0);
        write(root, sourcecfg(10), EDGE0);

        assertThat(read(root, SETIP)).isEqualTo(1 << 7 | 1 << 9);
        assertThat(read(root, IN_CLRIP)).isEqualTo(1 << 7 | 1 << 8 | 1 << 9 | 1 << 10);
        write(root, sourcecfg(7), LEVEL0);
        assertThat(isPending(root, 7)).isFalse();
    }

    /** 4.2 and 4.5.2. */
    @Test
    void delegatedSourceMovesToTheChild() {
        write(child, sourcecfg(7), LEVEL1);
        assertThat(read(child, sourcecfg(7))).as("not delegated").isZero();

        write(root, sourcecfg(7), LEVEL1);
        aplic.input(7).set(true);
        write(root, sourcecfg(7), DELEGATE | 0x3ff);

        assertThat(read(root, sourcecfg(7))).as("the only child is 0").isEqualTo(DELEGATE);
        assertThat(isPending(root, 7)).isFalse();
        assertThat(read(child, sourcecfg(7))).isZero();
        write(child, sourcecfg(7), LEVEL1);
        assertThat(isPending(child, 7)).isTrue();
        write(child, target(7), 3);

        write(root, sourcecfg(7), 0);
        assertThat(read(child, sourcecfg(7))).isZero();
        assertThat(read(child, target(7))).isZero();
        assertThat(isPending(child, 7)).isFalse();
    }

    /** 4.5.2: a leaf cannot delegate. */
    @Test
    void leafThatDelegatesHasTheSourceInactive() {
        write(root, sourcecfg(7), DELEGATE);
        write(child, sourcecfg(7), LEVEL1);

        write(child, sourcecfg(7), DELEGATE | LEVEL1);

        assertThat(read(child, sourcecfg(7))).isZero();
    }

    /** 4.5.16: IPRIO is never zero; other bits than hart and priority stay zero. */
    @Test
    void targetKeepsHartAndPriority() {
        write(root, sourcecfg(7), EDGE1);

        write(root, target(7), -1);
        assertThat(read(root, target(7))).isEqualTo(0xfffc_00ff);
        write(root, target(7), 1 << 18);
        assertThat(read(root, target(7))).isEqualTo(1 << 18 | 1);
    }

    private void deliverTo(AplicDomain domain, int hart) {
        write(domain, DOMAINCFG, IE);
        write(domain, idc(hart, 0), 1);
    }

    /** 4.8.2. */
    @Test
    void signalNeedsEnablesOfDomainHartAndSource() {
        write(root, sourcecfg(7), DELEGATE);
        write(child, sourcecfg(7), LEVEL1);
        write(child, target(7), 1 << 18 | 4);
        aplic.input(7).set(true);
        assertThat(platform.isPending(1, InterruptLine.SUPERVISOR_EXTERNAL)).isFalse();
        write(child, SETIENUM, 7);
        write(child, idc(1, 0), 1);
        assertThat(platform.isPending(1, InterruptLine.SUPERVISOR_EXTERNAL)).isFalse();
        assertThat(read(child, idc(1, 0x18))).as("topi").isEqualTo(7 << 16 | 4);

        write(child, DOMAINCFG, IE);

        assertThat(platform.isPending(1, InterruptLine.SUPERVISOR_EXTERNAL)).isTrue();
        assertThat(platform.isPending(0, InterruptLine.SUPERVISOR_EXTERNAL)).isFalse();
        assertThat(platform.isPending(1, InterruptLine.MACHINE_EXTERNAL)).isFalse();
        aplic.input(7).set(false);
        assertThat(platform.isPending(1, InterruptLine.SUPERVISOR_EXTERNAL)).isFalse();
    }

    @Test
    void rootSignalsToMachineLevel() {
        write(root, sourcecfg(7), EDGE1);
        write(root, SETIENUM, 7);
        deliverTo(root, 0);

        aplic.input(7).set(true);

        assertThat(platform.isPending(0, InterruptLine.MACHINE_EXTERNAL)).isTrue();
        assertThat(read(root, idc(0, 0x1c))).as("claimi").isEqualTo(7 << 16 | 1);
        assertThat(platform.isPending(0, InterruptLine.MACHINE_EXTERNAL)).isFalse();
        assertThat(read(root, idc(0, 0x1c))).isZero();
    }

    /** 4.8.1.5: a claim does not clear what follows its wire. */
    @Test
    void claimedLevelStaysUntilTheDeviceIsServed() {
        write(root, sourcecfg(7), LEVEL1);
        write(root, SETIENUM, 7);
        deliverTo(root, 0);
        aplic.input(7).set(true);

        assertThat(read(root, idc(0, 0x1c))).isEqualTo(7 << 16 | 1);
        assertThat(read(root, idc(0, 0x1c))).isEqualTo(7 << 16 | 1);
        aplic.input(7).set(false);
        assertThat(read(root, idc(0, 0x1c))).isZero();
    }

    /** 4.8.1.2. */
    @Test
    void forcedInterruptIsSpuriousAndEndsWithItsClaim() {
        deliverTo(root, 1);

        write(root, idc(1, 4), -1);

        assertThat(read(root, idc(1, 4))).isEqualTo(1);
        assertThat(platform.isPending(1, InterruptLine.MACHINE_EXTERNAL)).isTrue();
        assertThat(read(root, idc(1, 0x1c))).isZero();
        assertThat(read(root, idc(1, 4))).isZero();
        assertThat(platform.isPending(1, InterruptLine.MACHINE_EXTERNAL)).isFalse();
    }

    /** 4.8.1.3: priorities of the threshold and above do not count. */
    @Test
    void thresholdHidesItsPriorityAndWhatIsLess() {
        write(root, sourcecfg(7), EDGE1);
        write(root, target(7), 5);
        write(root, SETIENUM, 7);
        deliverTo(root, 0);
        aplic.input(7).set(true);

        write(root, idc(0, 8), 5);
        assertThat(read(root, idc(0, 0x18))).isZero();
        assertThat(platform.isPending(0, InterruptLine.MACHINE_EXTERNAL)).isFalse();
        write(root, idc(0, 8), 6);
        assertThat(platform.isPending(0, InterruptLine.MACHINE_EXTERNAL)).isTrue();
        write(root, idc(0, 8), -1);
        assertThat(read(root, idc(0, 8))).isEqualTo(0xff);
    }

    @Test
    void hartThatIsNoneGetsNothingAndHarmsNothing() {
        write(root, sourcecfg(7), EDGE1);
        write(root, SETIENUM, 7);
        write(root, target(7), 0x3fff << 18 | 1);
        deliverTo(root, 0);
        write(root, idc(2, 0), 1);
        write(root, idc(511, 4), 1);

        aplic.input(7).set(true);

        assertThat(read(root, idc(0, 0x18))).isZero();
        assertThat(read(root, idc(2, 0))).isZero();
        assertThat(read(root, idc(511, 0x1c))).isZero();
        assertThat(root.size()).isEqualTo(0x8000);
    }

    /** 4.5: only aligned accesses of 32 bits are supported; the rest is read-only zeros. */
    @Test
    void anyAccessOfAnySizeIsHarmlessAndOnlyRegistersAreThere() {
        for (long offset = 0; offset < root.size(); offset += 2) {
            for (int size : new int[] {1, 2, 8}) {
                root.write(offset, size, -1L >>> (64 - 8 * size));
                assertThat(root.read(offset, size)).isZero();
            }
            if (offset % 4 != 0) {
                root.write(offset, 4, -1L >>> 32);
                assertThat(root.read(offset, 4)).isZero();
            }
        }
        assertThat(read(root, DOMAINCFG)).isEqualTo(0x8000_0000);
        for (int offset : new int[] {0x1000, 0x1bc0, 0x1c80, 0x1cd8, 0x2008, 0x2ffc, 0x3000}) {
            write(root, offset, -1);
            assertThat(read(root, offset)).as("0x%x", offset).isZero();
        }
    }

    @Test
    void resetForgetsAllButWires() {
        write(root, sourcecfg(7), DELEGATE);
        write(child, sourcecfg(7), LEVEL1);
        write(child, SETIENUM, 7);
        deliverTo(child, 0);
        aplic.input(7).set(true);

        aplic.reset();

        assertThat(platform.isPending(0, InterruptLine.SUPERVISOR_EXTERNAL)).isFalse();
        assertThat(read(root, sourcecfg(7))).isZero();
        assertThat(read(child, DOMAINCFG)).isEqualTo(0x8000_0000);
        write(root, sourcecfg(7), LEVEL1);
        assertThat(isPending(root, 7)).isTrue();
    }

    @Test
    void supervisorDomainCanBeTheRoot() {
        Aplic alone =
                Aplic.supervisorDirect(
                        SOURCES, HartSignals.to(platform.harts, InterruptLine.SUPERVISOR_EXTERNAL));
        AplicDomain domain = alone.supervisor();
        write(domain, sourcecfg(3), EDGE1);
        write(domain, SETIENUM, 3);
        deliverTo(domain, 0);

        alone.input(3).set(true);

        assertThat(alone.machine()).isNull();
        assertThat(platform.isPending(0, InterruptLine.SUPERVISOR_EXTERNAL)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1024})
    void numberOfSourcesMustBeLegal(int sources) {
        HartSignals signals = HartSignals.to(platform.harts, InterruptLine.SUPERVISOR_EXTERNAL);
        assertThatThrownBy(() -> Aplic.supervisorDirect(sources, signals))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** 4.8.1.4 and 4.5.16: the smallest priority number first, then the smallest source. */
    @Test
    void claimsComeInOrderOfPriorityThenSource() {
        long seed = 4_816;
        SplittableRandom random = new SplittableRandom(seed);
        int[] priority = new int[SOURCES + 1];
        boolean[] pending = new boolean[SOURCES + 1];
        deliverTo(root, 1);
        for (int source = 1; source <= SOURCES; source++) {
            priority[source] = 1 + random.nextInt(6);
            write(root, sourcecfg(source), EDGE1);
            write(root, target(source), 1 << 18 | priority[source]);
            write(root, SETIENUM, source);
        }
        for (int step = 0; step < 3000; step++) {
            int source = 1 + random.nextInt(SOURCES);
            aplic.input(source).set(true);
            aplic.input(source).set(false);
            pending[source] = true;
            int claims = random.nextInt(3);
            for (int i = 0; i < claims; i++) {
                int best = 0;
                for (int other = SOURCES; other > 0; other--) {
                    if (pending[other] && (best == 0 || priority[other] <= priority[best])) {
                        best = other;
                    }
                }
                assertThat(platform.isPending(1, InterruptLine.MACHINE_EXTERNAL))
                        .isEqualTo(best != 0);
                assertThat(read(root, idc(1, 0x1c)))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(best == 0 ? 0 : best << 16 | priority[best]);
                pending[best] = false;
            }
        }
    }
}
