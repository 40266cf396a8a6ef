package dev.fuselage.scenarios.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.explore.Budget;
import dev.fuselage.scenarios.explore.ReplayToken;
import dev.fuselage.scenarios.explore.Strategy;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GuestBuilderTest {
    private static GuestBuilder reader(GuestBuilder guest) {
        return guest.task(
                "reader",
                sys -> {
                    int[] ends = new int[2];
                    sys.pipe2(ends, 0);
                    return (int) sys.read(ends[0], sys.memory().allocate(1), 1);
                });
    }

    @Test
    void theFailureMessageIsTheReportWithATokenThatReplaysIt() {
        AssertionError failure =
                catchThrowableOfType(
                        AssertionError.class,
                        () ->
                                reader(new GuestBuilder("MyTest/reads", null))
                                        .mustNever(What.DEADLOCK));
        assertThat(failure)
                .hasMessageContaining("DEADLOCK  MyTest/reads")
                .hasMessageContaining("pipe_read")
                .hasMessageContaining("NOT AS EXPECTED: expected was deadlock never");
        Matcher replay =
                Pattern.compile("Replay +run this test with -Dfuselage\\.replay=(\\S+)\n")
                        .matcher(failure.getMessage());
        assertThat(replay.find()).isTrue();
        ReplayToken token = ReplayToken.parse(replay.group(1));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() ->
                        reader(new GuestBuilder("MyTest/reads", token)).mustNever(What.DEADLOCK))
                .withMessageContaining("found by replay; ")
                .withMessageContaining(replay.group(1));
    }

    @Test
    void aTokenOfAnotherTestChangesNothing() {
        ReplayToken token = ReplayToken.parse("dl1:OtherTest.reads:fixed::a9");
        GuestBuilder guest = new GuestBuilder("MyTest/true", token).task("true", sys -> 0);
        assertThat(guest.mustNever(What.DEADLOCK).search().strategy()).isEqualTo("exhaustive");
        assertThat(guest.isExplored()).isTrue();
    }

    @Test
    void aTaskThatFailsIsNoPass() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() ->
                        new GuestBuilder("MyTest/false", null)
                                .task("false", sys -> 1)
                                .mustNever(What.DEADLOCK))
                .withMessageContaining("false did not end with status 0");
    }

    @Test
    void aCheckSeesWhatTheTasksLeft() {
        GuestBuilder guest =
                new GuestBuilder("MyTest/check", null)
                        .mountShare()
                        .prepare(sys -> 0)
                        .tasks(
                                "mkdir",
                                2,
                                sys -> new Libc(sys, "x").mkdir("/mnt/d", 0755) <= 0 ? 0 : 1)
                        .check(
                                "corruption: two CPUs",
                                stage -> stage.kernel().scheduler().cpus() == 1)
                        .strategy(new Strategy.Random(1))
                        .budget(Budget.unlimited().withSchedules(20));
        assertThat(guest.mustNever(What.CORRUPTION).met()).isTrue();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(
                        () -> guest.shape(shape -> shape.withVcpus(2)).mustNever(What.CORRUPTION))
                .withMessageContaining("corruption: two CPUs");
    }
}
