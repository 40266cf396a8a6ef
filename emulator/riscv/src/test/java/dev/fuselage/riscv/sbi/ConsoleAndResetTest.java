package dev.fuselage.riscv.sbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.riscv.sbi.SbiGuest.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The debug console and the end of the system (SBI 3.0, 10 and 12). */
final class ConsoleAndResetTest {
    private static final long DBCN = 0x4442_434eL;
    private static final long SRST = 0x5352_5354L;

    private final SbiGuest guest = new SbiGuest(2).startAll();

    @AfterEach
    void close() {
        guest.close();
    }

    @Test
    void bytesOfPhysicalMemoryAreWritten() {
        guest.putText(SbiGuest.DATA, "hello\n");

        assertThat(guest.call(DBCN, 0, 6, SbiGuest.DATA, 0)).isEqualTo(new Result(0, 6));

        assertThat(guest.written).hasToString("hello\n");
    }

    @Test
    void longTextIsWrittenInPartsAsTheResultSays() {
        long all = 10_000;
        long done = 0;
        while (done < all) {
            Result result = guest.call(DBCN, 0, all - done, SbiGuest.DATA + done, 0);
            assertThat(result.error()).isZero();
            assertThat(result.value()).isPositive();
            done += result.value();
        }
        assertThat(guest.written).hasSize(10_000);
    }

    @Test
    void nothingIsWrittenOfNothing() {
        assertThat(guest.call(DBCN, 0, 0, SbiGuest.DATA, 0)).isEqualTo(new Result(0, 0));
        assertThat(guest.written).isEmpty();
    }

    @Test
    void bytesThatAreThereAreReadAndNoMore() {
        guest.typed = "abc";

        assertThat(guest.call(DBCN, 1, 2, SbiGuest.DATA, 0)).isEqualTo(new Result(0, 2));
        assertThat(guest.memory.read16(SbiGuest.DATA)).isEqualTo('a' | 'b' << 8);
        assertThat(guest.call(DBCN, 1, 100, SbiGuest.DATA, 0)).isEqualTo(new Result(0, 1));
        assertThat(guest.call(DBCN, 1, 100, SbiGuest.DATA, 0)).isEqualTo(new Result(0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0x81000000, 0",
        "2, 0x80ffffff, 0",
        "1, 0x7fffffff, 0",
        "-1, 0x80000000, 0",
        "0x7fffffffffffffff, 0x80000000, 0",
        "1, 0x80000000, 1",
        "1, -1, 0"
    })
    void memoryThatIsNotThereIsInvalidAndUntouched(String bytes, String low, String high) {
        guest.typed = "x";
        for (long function = 0; function < 2; function++) {
            assertThat(
                            guest.call(
                                            DBCN,
                                            function,
                                            Long.decode(bytes),
                                            Long.decode(low),
                                            Long.decode(high))
                                    .error())
                    .isEqualTo(SbiGuest.INVALID_PARAM);
        }
        assertThat(guest.written).isEmpty();
        assertThat(guest.typed).isEqualTo("x");
    }

    @Test
    void oneByteIsWrittenOfWhichTheUpperBitsSayNothing() {
        assertThat(guest.call(DBCN, 2, 0xffff_ff41L)).isEqualTo(new Result(0, 0));
        assertThat(guest.written).hasToString("A");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, SHUTDOWN NONE",
        "0, 1, SHUTDOWN SYSTEM_FAILURE",
        "1, 0, COLD_REBOOT NONE",
        "2, 1, WARM_REBOOT SYSTEM_FAILURE"
    })
    void resetStopsAllHartsAndIsPassedOn(long type, long reason, String expected) {
        guest.call(SRST, 0, type, reason);

        assertThat(guest.resets).containsExactly(expected);
        assertThat(guest.hart(0).isStarted()).isFalse();
        assertThat(guest.hart(1).isStarted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0", "0xefffffff, 0", "0xf0000000, 0", "0xffffffff, 0",
        "0, 2", "0, 0xdfffffff", "0, 0xe0000000", "0, 0xf0000000"
    })
    void resetTypesAndReasonsThatAreReservedOrThePlatformsAreInvalid(String type, String reason) {
        assertThat(guest.call(SRST, 0, Long.decode(type), Long.decode(reason)).error())
                .isEqualTo(SbiGuest.INVALID_PARAM);
        assertThat(guest.resets).isEmpty();
        assertThat(guest.hart(0).isStarted()).isTrue();
    }
}
