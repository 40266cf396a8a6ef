package dev.fuselage.riscv.sbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.riscv.Cause;
import dev.fuselage.riscv.Hart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls of SBI 0.1 (SBI 3.0, 5). */
final class LegacyTest {
    private static final int SIP = 0x144;
    private static final int STVEC = 0x105;
    private static final int SEPC = 0x141;
    private static final int SCAUSE = 0x142;
    private static final int STVAL = 0x143;
    private static final int SATP = 0x180;
    private static final long SSIP = 1L << 1;
    private static final long STIP = 1L << 5;
    private static final long SV39 = 8L << 60;

    private final SbiGuest guest = new SbiGuest(66).startAll();

    @AfterEach
    void close() {
        guest.close();
    }

    /** A call whose second argument is 1234; it must still be there afterwards. */
    private long call(long extension, long argument) {
        SbiGuest.Result result = guest.call(extension, 42, argument, 1234);
        assertThat(result.value()).as("a1").isEqualTo(1234);
        return result.error();
    }

    private boolean isInterrupted(int id) {
        return (guest.hart(id).csr(SIP) & SSIP) != 0;
    }

    @Test
    void timerIsSet() {
        assertThat(call(0, 0)).isZero();
        assertThat(guest.hart(0).csr(SIP) & STIP).isNotZero();
    }

    @Test
    void charactersAreWrittenAndRead() {
        guest.typed = "z";

        assertThat(call(1, 'A')).isZero();
        assertThat(guest.written).hasToString("A");
        assertThat(call(2, 0)).isEqualTo('z');
        assertThat(call(2, 0)).isEqualTo(-1);
    }

    @Test
    void interruptsGoToTheHartsOfAMaskInMemory() {
        guest.memory.write64(SbiGuest.DATA, 0b10);
        guest.memory.write64(SbiGuest.DATA + 8, 0b10);

        assertThat(call(4, SbiGuest.DATA)).isZero();

        assertThat(isInterrupted(0)).isFalse();
        assertThat(isInterrupted(1)).isTrue();
        assertThat(isInterrupted(64)).isFalse();
        assertThat(isInterrupted(65)).isTrue();
    }

    @Test
    void withoutAMaskInterruptsGoToAllHarts() {
        assertThat(call(4, 0)).isZero();

        assertThat(isInterrupted(0)).isTrue();
        assertThat(isInterrupted(65)).isTrue();
    }

    @Test
    void interruptIsClearedAndTold() {
        assertThat(call(3, 0)).isZero();
        call(4, 0);

        assertThat(call(3, 0)).isPositive();

        assertThat(isInterrupted(0)).isFalse();
        assertThat(isInterrupted(1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7})
    void fencesSucceed(long extension) {
        assertThat(call(extension, 0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6, 7})
    void maskThatIsNotMappedFaultsAtTheCall(long extension) {
        Hart hart = guest.hart(0);
        // One page of 1 GiB maps RAM where it is.
        guest.memory.write64(SbiGuest.DATA + 8 * 2, SbiGuest.RAM >>> 12 << 10 | 0xcf);
        hart.setCsr(STVEC, SbiGuest.OTHER_CODE);
        hart.setCsr(SATP, SV39 | SbiGuest.DATA >>> 12);

        guest.call(extension, 0, 0x1_0000_0000L);

        assertThat(hart.pc()).isEqualTo(SbiGuest.OTHER_CODE);
        assertThat(hart.csr(SCAUSE)).isEqualTo(Cause.LOAD_PAGE_FAULT);
        assertThat(hart.csr(STVAL)).isEqualTo(0x1_0000_0000L);
        assertThat(hart.csr(SEPC)).isEqualTo(SbiGuest.CODE);
    }

    @Test
    void maskWhereNoMemoryIsFaultsAtTheCall() {
        Hart hart = guest.hart(0);
        hart.setCsr(STVEC, SbiGuest.OTHER_CODE);

        guest.call(4, 0, SbiGuest.RAM + SbiGuest.RAM_BYTES - 8);

        assertThat(hart.csr(SCAUSE)).isEqualTo(Cause.LOAD_ACCESS_FAULT);
        assertThat(hart.csr(STVAL)).isEqualTo(SbiGuest.RAM + SbiGuest.RAM_BYTES);
        assertThat(isInterrupted(0)).isFalse();
    }

    @Test
    void shutdownEndsTheSystem() {
        guest.call(8, 0);

        assertThat(guest.resets).containsExactly("SHUTDOWN NONE");
        assertThat(guest.hart(0).isStarted()).isFalse();
    }
}
