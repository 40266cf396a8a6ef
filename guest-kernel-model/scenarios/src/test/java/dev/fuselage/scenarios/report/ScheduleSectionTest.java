package dev.fuselage.scenarios.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.outcome.Counterexample;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of a schedule is worth a line. */
class ScheduleSectionTest {
    private final Story story = new Story();

    /** The rows under the header; at the end "rm [8]" waits, and nobody else is left. */
    private List<String> rows() {
        Counterexample told =
                story.task("rm [8]", 'D', "lock A", true, "mutex_lock")
                        .end(Verdict.LOST_WAKEUP, "", "", "dl1:");
        Lines lines = new Lines();
        new ScheduleSection(told).write(lines);
        return lines.toString()
                .lines()
                .dropWhile(line -> !line.startsWith("     1 "))
                .takeWhile(line -> !line.startsWith("  schedule"))
                .toList();
    }

    @Test
    void aLookWhetherToWaitIsNotToldWhereTheTaskGoesOn() {
        story.step("cat [7]", "wait for FUSE reply FUSE_OPEN #2");
        story.step("cat [7]", "submit FUSE_READ #4");
        story.step("cat [7]", "wait for FUSE reply FUSE_READ #4");
        story.step("rm [8]", "wait for lock A", "wake lock B");
        story.step("cat [7]", "wait for lock B");
        assertThat(rows())
                .containsExactly(
                        "     1   -",
                        "     2   submit FUSE_READ #4",
                        "     3   wait for FUSE reply FUSE_READ #4",
                        "     4 S                                   wake lock B",
                        "     5 * wait for lock B");
    }

    @Test
    void aLockThatAStepTakesAndGivesBackIsNotTold() {
        story.step("cat [7]", "take lock A", "change B", "give back lock A");
        story.step("rm [8]", "give back lock A");
        assertThat(rows())
                .containsExactly("     1   change B", "     2 *            give back lock A");
    }

    @Test
    void ofAWakeUpItIsToldWhoWasWoken() {
        story.step("cat [7]", "wake FUSE reply FUSE_READ #4", "wake rm [8]", "wake FUSE slot");
        story.step("rm [8]", "wait for lock A");
        assertThat(rows())
                .containsExactly(
                        "     1   wake rm [8]",
                        "         wake FUSE slot",
                        "     2 *                 wait for lock A");
    }

    @Test
    void whatGoesUpInOnesIsARange() {
        story.step("cat [7]", "take page 8", "take page 9", "take page 10", "take page 12");
        story.step("rm [8]", "take page 12", "take lock");
        assertThat(rows())
                .containsExactly(
                        "     1   take page 8 to 10",
                        "         take page 12",
                        "     2 *                    take page 12",
                        "                            take lock");
    }

    /** Whatever the names above the columns, which may lie over one another. */
    @Test
    void whatIsToldIsBrokenOnlyWhereNoLineHasRoomForIt() {
        String wide = "wait for " + "x ".repeat(36).strip();
        story.step("rm [8]", wide);
        story.step("a-thread-of-the-server-with-a-long-name", "serve FUSE_READ #4");
        story.step("irq 18 of-the-same-server-with-a-long-name", "queue kworkers");
        story.step("kworker/0:0 [3]", wide);
        assertThat(rows().get(0)).endsWith(wide);
        assertThat(rows().get(3)).endsWith(wide).hasSizeLessThanOrEqualTo(100);
        assertThat(rows()).hasSize(4);
    }

    @Test
    void theLastStepOfATaskThatIsGoneIsItsEnd() {
        story.step("rm [8]", "wait for lock A");
        story.step("cat [7]");
        assertThat(rows())
                .containsExactly("     1   wait for lock A", "     2 *                  ends");
    }
}
