package dev.fuselage.riscv.sbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.riscv.sbi.SbiGuest.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the firmware says about itself (SBI 3.0, 3 and 4). */
final class BaseExtensionTest {
    private static final long BASE = 0x10;

    private final SbiGuest guest = new SbiGuest(1);

    @AfterEach
    void close() {
        guest.close();
    }

    @Test
    void versionOfTheSpecificationHasTheMajorNumberInBits24To30() {
        assertThat(guest.call(BASE, 0)).isEqualTo(new Result(0, 3L << 24));
    }

    @Test
    void implementationIdIsNoneOfThoseAssigned() {
        assertThat(guest.call(BASE, 1).value()).isGreaterThan(11);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x10",
                "0x54494d45",
                "0x735049",
                "0x52464e43",
                "0x48534d",
                "0x53525354",
                "0x4442434e",
                "0x53555350",
                "0",
                "1",
                "2",
                "3",
                "4",
                "5",
                "6",
                "7",
                "8"
            })
    void extensionsThatAreThereAreFound(String id) {
        assertThat(guest.call(BASE, 3, Long.decode(id))).isEqualTo(new Result(0, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // PMU, CPPC, NACL, STA, SSE, FWFT, DBTR, MPXY; reserved; and what no id is.
                "0x504d55", "0x43505043", "0x4e41434c", "0x535441", "0x535345", "0x46574654",
                "0x44425452", "0x4d505859", "9", "15", "-1", "0x100000010"
            })
    void extensionsThatAreNotThereAreNotFoundAndNotServed(String id) {
        assertThat(guest.call(BASE, 3, Long.decode(id))).isEqualTo(new Result(0, 0));
        assertThat(guest.call(Long.decode(id), 0).error()).isEqualTo(SbiGuest.NOT_SUPPORTED);
    }

    @ParameterizedTest
    @CsvSource({
        "0x10, 7",
        "0x10, -1",
        "0x10, 0x100000000",
        "0x54494d45, 1",
        "0x735049, 1",
        "0x52464e43, 7",
        "0x52464e43, -1",
        "0x48534d, 4",
        "0x53525354, 1",
        "0x4442434e, 3",
        "0x53555350, 1"
    })
    void functionsThatAreNotThereAreNotSupported(String extension, String function) {
        assertThat(guest.call(Long.decode(extension), Long.decode(function)).error())
                .isEqualTo(SbiGuest.NOT_SUPPORTED);
    }

    @ParameterizedTest
    @CsvSource({"4, 0xf11", "5, 0xf12", "6, 0xf13"})
    void identityOfTheMachineIsThatOfItsRegisters(long function, String csr) {
        assertThat(guest.call(BASE, function))
                .isEqualTo(new Result(0, guest.hart(0).csr(Integer.decode(csr))));
    }

    @Test
    void callLeavesAllRegistersButItsResultsAlone() {
        for (int i = 1; i < 32; i++) {
            guest.hart(0).setRegister(i, 1000 + i);
        }

        guest.call(BASE, 0, 1, 2, 3, 4, 5, 6);

        for (int i = 1; i < 10; i++) {
            assertThat(guest.hart(0).register(i)).as("x%d", i).isEqualTo(1000 + i);
        }
        for (int i = 12; i < 16; i++) {
            assertThat(guest.hart(0).register(i)).as("x%d", i).isEqualTo(i - 9);
        }
        for (int i = 18; i < 32; i++) {
            assertThat(guest.hart(0).register(i)).as("x%d", i).isEqualTo(1000 + i);
        }
    }

    @Test
    void callTakesTime() {
        long before = guest.hart(0).now();

        guest.call(BASE, 0);

        assertThat(guest.hart(0).now() - before).isGreaterThan(100);
    }
}
