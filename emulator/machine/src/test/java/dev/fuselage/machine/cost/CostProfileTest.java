package dev.fuselage.machine.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CostProfileTest {
    @Test
    void fileChangesWhatItNamesAndLeavesTheRest() {
        CostProfile standard = CostProfile.standard();
        CostProfile changed =
                CostProfile.parse("x", "# slower exits\n\n  vm.exit = 5000 \nguest.copy=7\n");
        assertThat(changed.of(Cost.VM_EXIT)).isEqualTo(5000);
        assertThat(changed.of(Cost.COPY)).isEqualTo(7);
        assertThat(changed.of(Cost.SYSCALL)).isEqualTo(standard.of(Cost.SYSCALL));
        assertThat(changed.clockHz()).isEqualTo(standard.clockHz());
        assertThat(changed.name()).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vm.exit = fast | p:1: vm.exit = 'fast': must be a whole number from 0 to 1000000000",
                "vm.exit = -1 | p:1: vm.exit = '-1': must be a whole number from 0 to 1000000000",
                "vm.exit = 1.5 | p:1: vm.exit = '1.5': must be a whole number from 0 to 1000000000",
                "vm.exit = | p:1: vm.exit = '': must be a whole number from 0 to 1000000000",
                "vm.exit = 1000000001 | p:1: vm.exit = '1000000001': must be a whole number from 0 to"
                        + " 1000000000",
                "vm.exit=99999999999999999999 | p:1: vm.exit = '99999999999999999999': must be a whole"
                        + " number from 0 to 1000000000",
                "clock.hz = 0 | p:1: clock.hz = '0': must be a whole number from 1000000 to 9000000000",
                "vm.exitt = 3 | p:1: unknown key 'vm.exitt'; nearest is 'vm.exit'",
                "guest.sycall = 3 | p:1: unknown key 'guest.sycall'; nearest is 'guest.syscall'",
                "vm.exit 3 | p:1: 'vm.exit 3' is not 'key = number'",
            })
    void wrongLineIsToldInOneLineWithWhatWouldBeRight(String text, String message) {
        assertThatThrownBy(() -> CostProfile.parse("p", text))
                .isInstanceOf(CostProfileException.class)
                .hasMessage(message);
    }

    @Test
    void secondPriceOfOneKeyIsRefusedWithItsLine() {
        assertThatThrownBy(() -> CostProfile.parse("p", "vm.exit = 1\n#\nvm.exit = 2\n"))
                .hasMessage("p:3: second value for 'vm.exit'");
    }

    @Test
    void fileIsReadAndNamedInMessages(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("my.profile");
        Files.writeString(file, "host.fsync = 0\n");
        assertThat(CostProfile.load(file).of(Cost.HOST_FSYNC)).isZero();
        Files.writeString(file, "\nhost.fsync = x\n");
        assertThatThrownBy(() -> CostProfile.load(file))
                .hasMessageStartingWith(file + ":2: host.fsync = 'x'");
    }

    @Test
    void pricePerKibIsProportionalAndRoundsUp() {
        CostProfile profile = CostProfile.parse("p", "guest.copy = 100\n");
        assertThat(profile.copy(0)).isZero();
        assertThat(profile.copy(1)).isEqualTo(1);
        assertThat(profile.copy(1024)).isEqualTo(100);
        assertThat(profile.copy(4096)).isEqualTo(400);
        assertThat(profile.copy(1025)).isEqualTo(101);
    }

    @Test
    void largestPriceTimesTheLargestRequestDoesNotOverflow() {
        CostProfile profile = CostProfile.parse("p", "host.copy = 1000000000\n");
        assertThat(profile.of(Cost.HOST_COPY, 8L << 30)).isEqualTo((8L << 20) * 1_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource({"1000000", "50000000", "1000000000", "3300000000", "9000000000"})
    void cyclesAndNanosecondsConvertWithoutOverflow(long hz) {
        CostProfile profile = CostProfile.parse("p", "clock.hz = " + hz + "\n");
        long hour = 3600L * 1_000_000_000L;
        assertThat(profile.cycles(hour)).isEqualTo(3600 * hz);
        assertThat(profile.nanos(3600 * hz)).isEqualTo(hour);
        assertThat(profile.cycles(1_000_000_000L - 1)).isLessThan(hz);
    }

    @Test
    void slowerClockKeepsWhatThingsCostInTime() {
        CostProfile standard = CostProfile.standard();
        CostProfile slow = standard.atClock(50_000_000);
        assertThat(slow.clockHz()).isEqualTo(50_000_000);
        assertThat(slow.of(Cost.SYSCALL)).isEqualTo(standard.of(Cost.SYSCALL) / 20);
        assertThat(slow.of(Cost.LOCK)).as("4 ns are a fifth of a cycle").isEqualTo(1);
        assertThatThrownBy(() -> standard.atClock(999_999))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
