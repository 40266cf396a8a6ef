package dev.fuselage.riscv.sbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.InterruptLine;
import dev.fuselage.riscv.Privilege;
import dev.fuselage.riscv.sbi.SbiGuest.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting, stopping and suspending harts and the system (SBI 3.0, 9 and 13). */
final class HartStateTest {
    private static final long HSM = 0x48_534dL;
    private static final long SUSP = 0x5355_5350L;
    private static final long STARTED = 0;
    private static final long STOPPED = 1;
    private static final long SUSPENDED = 4;
    private static final long NON_RETENTIVE = 0x8000_0000L;

    private static final int SSTATUS = 0x100;
    private static final int SIE_CSR = 0x104;
    private static final int SATP = 0x180;
    private static final long SIE = 1L << 1;
    private static final long SSIE = 1L << 1;
    private static final long SV39 = 8L << 60;

    private final SbiGuest guest = new SbiGuest(3);

    @AfterEach
    void close() {
        guest.close();
    }

    private long state(int from, long id) {
        Result result = guest.callFrom(from, HSM, 2, id);
        assertThat(result.error()).isZero();
        return result.value();
    }

    @Test
    void hartThatBootsHasItsNumberAndTheDeviceTreeInItsRegisters() {
        assertThat(guest.hart(0).register(SbiGuest.A0)).isZero();
        assertThat(guest.hart(0).register(SbiGuest.A1)).isEqualTo(SbiGuest.DATA);
        assertThat(guest.hart(0).privilege()).isEqualTo(Privilege.SUPERVISOR);
    }

    @Test
    void hartIsStartedInSupervisorModeWithoutTranslationAndInterrupts() {
        assertThat(state(0, 2)).isEqualTo(STOPPED);

        assertThat(guest.call(HSM, 0, 2, SbiGuest.OTHER_CODE, 99)).isEqualTo(new Result(0, 0));

        Hart hart = guest.hart(2);
        assertThat(state(0, 2)).isEqualTo(STARTED);
        assertThat(hart.pc()).isEqualTo(SbiGuest.OTHER_CODE);
        assertThat(hart.privilege()).isEqualTo(Privilege.SUPERVISOR);
        assertThat(hart.register(SbiGuest.A0)).isEqualTo(2);
        assertThat(hart.register(SbiGuest.A1)).isEqualTo(99);
        assertThat(hart.csr(SATP)).isZero();
        assertThat(hart.csr(SSTATUS) & SIE).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0x80000000, -3",
        "-1, 0x80000000, -3",
        "0x100000001, 0x80000000, -3",
        "1, 0x80000001, -5",
        "1, 0, -5",
        "1, -2, -5",
        "1, 0x81000000, -5",
        "0, 0x80000000, -6"
    })
    void hartThatCannotBeStartedIsNot(String id, String address, long error) {
        assertThat(guest.call(HSM, 0, Long.decode(id), Long.decode(address), 0).error())
                .isEqualTo(error);
        assertThat(state(0, 1)).isEqualTo(STOPPED);
    }

    @Test
    void hartThatStopsExecutesNothingUntilItIsStartedAgain() {
        guest.startAll();
        guest.callFrom(1, HSM, 1);
        long stoppedAfter = guest.hart(1).instructions();

        assertThat(state(0, 1)).isEqualTo(STOPPED);
        guest.runToRest();
        assertThat(guest.hart(1).instructions()).isEqualTo(stoppedAfter);
        assertThat(guest.call(HSM, 0, 1, SbiGuest.OTHER_CODE, 0).error()).isZero();
        assertThat(state(0, 1)).isEqualTo(STARTED);
    }

    @Test
    void stateOfAHartThatDoesNotExistIsInvalid() {
        assertThat(guest.call(HSM, 2, 3).error()).isEqualTo(SbiGuest.INVALID_PARAM);
        assertThat(guest.call(HSM, 2, -1).error()).isEqualTo(SbiGuest.INVALID_PARAM);
    }

    @Test
    void retentiveSuspendReturnsAfterAnInterruptWithEverythingAsItWas() {
        guest.startAll();
        guest.hart(1).setCsr(SIE_CSR, SSIE);
        guest.hart(1).setCsr(SATP, 0);
        guest.hart(1).setRegister(9, 77);

        assertThat(guest.callFrom(1, HSM, 3, 0, 0, 0)).isEqualTo(new Result(0, 0));
        guest.runToRest();
        assertThat(state(0, 1)).isEqualTo(SUSPENDED);
        assertThat(guest.hart(1).pc()).isEqualTo(SbiGuest.CODE + 4);

        guest.hart(1).setInterrupt(InterruptLine.SUPERVISOR_SOFTWARE, true);
        guest.hart(1).step();
        assertThat(state(0, 1)).isEqualTo(STARTED);
        assertThat(guest.hart(1).register(9)).isEqualTo(77);
    }

    @Test
    void nonRetentiveSuspendGoesOnAtTheGivenAddressAfterAnInterrupt() {
        guest.startAll();
        Hart hart = guest.hart(1);
        hart.setCsr(SIE_CSR, SSIE);
        hart.setCsr(SSTATUS, SIE);
        hart.setCsr(SATP, SV39 | SbiGuest.DATA >>> 12);
        hart.setCsr(SATP, 0);

        guest.callFrom(1, HSM, 3, NON_RETENTIVE, SbiGuest.OTHER_CODE + 4, 55);
        guest.runToRest();

        assertThat(state(0, 1)).isEqualTo(SUSPENDED);
        assertThat(hart.pc()).isEqualTo(SbiGuest.OTHER_CODE + 4);
        assertThat(hart.register(SbiGuest.A0)).isEqualTo(1);
        assertThat(hart.register(SbiGuest.A1)).isEqualTo(55);
        assertThat(hart.csr(SATP)).isZero();
        assertThat(hart.csr(SSTATUS) & SIE).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                1,
                0x0fff_ffffL,
                0x1000_0000L,
                0x7fff_ffffL,
                0x8000_0001L,
                0x8fff_ffffL,
                0x9000_0000L,
                0xffff_ffffL
            })
    void suspendTypesThatAreReservedOrThePlatformsAreInvalid(long type) {
        assertThat(guest.call(HSM, 3, type, SbiGuest.CODE, 0).error())
                .isEqualTo(SbiGuest.INVALID_PARAM);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, SbiGuest.RAM + SbiGuest.RAM_BYTES, SbiGuest.CODE + 1, -2})
    void resumptionWhereNoCodeCanBeIsInvalid(long address) {
        assertThat(guest.call(HSM, 3, NON_RETENTIVE, address, 0).error())
                .isEqualTo(SbiGuest.INVALID_ADDRESS);
        assertThat(guest.call(SUSP, 0, 0, address, 0).error()).isEqualTo(SbiGuest.INVALID_ADDRESS);
        assertThat(state(0, 0)).isEqualTo(STARTED);
    }

    @Test
    void systemIsNotSuspendedWhileAnotherHartIsStarted() {
        guest.startAll();

        assertThat(guest.call(SUSP, 0, 0, SbiGuest.CODE, 0).error()).isEqualTo(SbiGuest.DENIED);
    }

    @Test
    void systemSleepsAndGoesOnWhereItIsTold() {
        guest.call(SUSP, 0, 0, SbiGuest.OTHER_CODE + 4, 31);
        guest.runToRest();

        assertThat(guest.hart(0).pc()).isEqualTo(SbiGuest.OTHER_CODE + 4);
        assertThat(guest.hart(0).register(SbiGuest.A1)).isEqualTo(31);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL})
    void otherSleepTypesAreInvalid(long type) {
        assertThat(guest.call(SUSP, 0, type, SbiGuest.CODE, 0).error())
                .isEqualTo(SbiGuest.INVALID_PARAM);
    }

    @Test
    void snapshotKeepsWhichHartsAreSuspended() {
        guest.startAll();
        guest.callFrom(1, HSM, 3, 0, 0, 0);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (SnapshotWriter to = new SnapshotWriter(file)) {
            to.section("sbi", guest.firmware);
        }
        try (SbiGuest other = new SbiGuest(3).startAll()) {
            // As loading the harts themselves would leave them.
            other.callFrom(1, 0x10, 0);
            assertThat(other.call(HSM, 2, 1).value()).isEqualTo(STARTED);
            byte[] bytes = file.toByteArray();
            try (SnapshotReader from = new SnapshotReader(new ByteArrayInputStream(bytes))) {
                from.section("sbi", other.firmware);
                from.finish();
            }
            assertThat(other.call(HSM, 2, 1).value()).isEqualTo(SUSPENDED);
        }
    }
}
