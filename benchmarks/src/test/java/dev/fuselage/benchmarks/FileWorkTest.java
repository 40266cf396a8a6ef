package dev.fuselage.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.kernel.syscall.Syscalls;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The programs whose cost is measured do what they say, whatever is cached, each time the same. */
class FileWorkTest {
    private static final List<Function<Syscalls, Runnable>> PROGRAMS =
            List.of(
                    FileWork.stat(),
                    FileWork.openClose(),
                    FileWork.smallRead(),
                    FileWork.sequentialRead(),
                    FileWork.smallWrite(),
                    FileWork.createUnlink(),
                    FileWork.walk());

    @ParameterizedTest
    @EnumSource(CachePolicy.class)
    void programsTakeTheSameVirtualTimeInEveryGuest(CachePolicy policy) {
        assertThat(cycles(policy))
                .hasSameSizeAs(PROGRAMS)
                .doesNotContain(0L)
                .isEqualTo(cycles(policy));
    }

    /** Virtual time that one round of each takes. */
    private static List<Long> cycles(CachePolicy policy) {
        try (Guest guest = new Guest(policy)) {
            guest.run(FileWork::prepare);
            return PROGRAMS.stream().map(program -> guest.loop(program).runRound()).toList();
        }
    }
}
