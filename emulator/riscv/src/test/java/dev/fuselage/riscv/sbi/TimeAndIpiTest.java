package dev.fuselage.riscv.sbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.riscv.sbi.SbiGuest.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The timer and interrupts between harts (SBI 3.0, 3.1, 6 and 7). */
final class TimeAndIpiTest {
    private static final long TIME = 0x5449_4d45L;
    private static final long IPI = 0x73_5049L;
    private static final int SIP = 0x144;
    private static final long SSIP = 1L << 1;
    private static final long STIP = 1L << 5;

    private final SbiGuest guest = new SbiGuest(70).startAll();

    @AfterEach
    void close() {
        guest.close();
    }

    private long pendingSoftware() {
        long harts = 0;
        for (int id = 0; id < 70; id++) {
            harts += (guest.hart(id).csr(SIP) & SSIP) != 0 ? 1 : 0;
        }
        return harts;
    }

    @Test
    void timerIsPendingOnceItsTimeHasCome() {
        assertThat(guest.call(TIME, 0, 0)).isEqualTo(new Result(0, 0));

        assertThat(guest.hart(0).csr(SIP) & STIP).isNotZero();
    }

    @Test
    void timerThatIsToComeClearsThePendingOne() {
        guest.call(TIME, 0, 0);

        guest.call(TIME, 0, -1);

        assertThat(guest.hart(0).csr(SIP) & STIP).isZero();
    }

    @Test
    void interruptGoesToTheHartsOfTheMaskFromItsBaseOn() {
        assertThat(guest.call(IPI, 0, 0b101, 64)).isEqualTo(new Result(0, 0));

        assertThat(guest.hart(64).csr(SIP) & SSIP).isNotZero();
        assertThat(guest.hart(66).csr(SIP) & SSIP).isNotZero();
        assertThat(pendingSoftware()).isEqualTo(2);
    }

    @Test
    void baseOfMinusOneMeansAllHartsWhateverTheMask() {
        assertThat(guest.call(IPI, 0, 0, -1)).isEqualTo(new Result(0, 0));

        assertThat(pendingSoftware()).isEqualTo(70);
    }

    @ParameterizedTest
    @CsvSource({"0x40, 64", "1, 70", "1, -2", "-1, 7", "0, 0x7fffffffffffffff"})
    void hartThatDoesNotExistIsInvalidAndNoneIsInterrupted(String mask, String base) {
        assertThat(guest.call(IPI, 0, Long.decode(mask), Long.decode(base)).error())
                .isEqualTo(SbiGuest.INVALID_PARAM);
        assertThat(pendingSoftware()).isZero();
    }

    @Test
    void interruptEndsASleep() {
        guest.hart(1).setCsr(0x104, SSIP);
        guest.runToRest();
        long before = guest.hart(1).instructions();

        guest.call(IPI, 0, 2, 0);
        long end = guest.simulation.now() + 100;
        guest.simulation.run(() -> guest.simulation.now() >= end);

        assertThat(guest.hart(1).instructions()).isGreaterThan(before);
    }
}
