package dev.fuselage.kernel.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.kernel.TestGuest;
import dev.fuselage.kernel.task.Misbehaviour.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MisbehaviourTest {
    private final TestGuest guest = new TestGuest(1);

    @Test
    void aUseAfterFreeEndsTheRunAndNamesWhoDidIt() {
        Task task =
                guest.spawn(
                        "kworker",
                        () ->
                                guest.scheduler.misbehave(
                                        Kind.USE_AFTER_FREE, "reads a frame that is gone"));
        assertThatThrownBy(guest::run)
                .isInstanceOfSatisfying(
                        Misbehaviour.class,
                        seen -> {
                            assertThat(seen.kind()).isEqualTo(Kind.USE_AFTER_FREE);
                            assertThat(seen.by()).isEqualTo(task.toString());
                        })
                .hasMessage("use-after-free: " + task + " reads a frame that is gone");
    }

    @Test
    void aWarningIsToldAndTheTaskGoesOn() {
        List<Misbehaviour> told = new ArrayList<>();
        guest.scheduler.setWarningObserver(told::add);
        Task task =
                guest.spawn(
                        "mount",
                        () -> {
                            guest.scheduler.misbehave(Kind.WARNING, "complains");
                            guest.say("went on");
                        });
        guest.run();
        assertThat(guest.said()).containsExactly("went on");
        assertThat(told)
                .singleElement()
                .satisfies(seen -> {
                    assertThat(seen.kind()).isEqualTo(Kind.WARNING);
                    assertThat(seen.what()).isEqualTo("complains");
                    assertThat(seen.by()).isEqualTo(task.toString());
                });
    }
}
