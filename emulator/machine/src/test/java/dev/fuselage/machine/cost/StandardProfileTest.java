package dev.fuselage.machine.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StandardProfileTest {
    private static List<String> lines() throws IOException {
        try (var in = CostProfile.class.getResourceAsStream("standard.properties")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    @Test
    void everyPriceStandsUnderItsSource() throws IOException {
        List<String> comment = new ArrayList<>();
        for (String line : lines()) {
            if (line.startsWith("#")) {
                comment.add(line);
            } else {
                if (!line.isBlank()) {
                    assertThat(comment).as("comment above '%s'", line).isNotEmpty();
                    assertThat(comment.getFirst())
                            .as("source of '%s'", line)
                            .matches("# (Published|Measured|Derived|Estimated): .*");
                }
                comment.clear();
            }
        }
    }

    @Test
    void keysStandInTheOrderOfTheCosts() throws IOException {
        List<String> keys =
                lines().stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .toList();
        List<String> costs = new ArrayList<>(List.of(CostProfile.CLOCK_KEY));
        Arrays.stream(Cost.values()).map(Cost::key).forEach(costs::add);
        assertThat(keys).isEqualTo(costs);
    }

    @Test
    void aCycleIsANanosecond() {
        assertThat(CostProfile.standard().clockHz()).isEqualTo(1_000_000_000L);
    }

    /** virtiofs-tests, December 2020: 98 MB/s with 4 KiB reads one at a time, cache=none. */
    @Test
    void uncachedReadOf4KibCostsWhatIsPublished() {
        CostProfile p = CostProfile.standard();
        long guest =
                p.of(Cost.SYSCALL)
                        + p.of(Cost.FUSE_REQUEST)
                        + p.of(Cost.VIRTQUEUE_REQUEST)
                        + p.of(Cost.INTERRUPT)
                        + 2 * p.of(Cost.WAKEUP)
                        + 2 * p.of(Cost.CONTEXT_SWITCH)
                        + p.copy(4096);
        long between = p.of(Cost.VM_EXIT) + p.of(Cost.INTERRUPT_INJECTION) + p.of(Cost.VCPU_WAKEUP);
        long host =
                p.of(Cost.HOST_WAKEUP)
                        + p.of(Cost.SERVER_REQUEST)
                        + p.of(Cost.HOST_READ)
                        + p.of(Cost.HOST_COPY, 4096);
        assertThat(guest + between + host).isBetween(41_800L * 9 / 10, 41_800L * 11 / 10);
    }
}
