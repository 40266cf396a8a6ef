package dev.fuselage.kernel.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CoroutineTest {
    static List<Supplier<Coroutine>> mechanisms() {
        return List.of(ContinuationCoroutine::new, ThreadCoroutine::new);
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void goesOnWhereItWasLeft(Supplier<Coroutine> mechanism) {
        Coroutine coroutine = mechanism.get();
        List<String> seen = new ArrayList<>();
        coroutine.start(() -> {
            for (int i = 0; i < 3; i++) {
                seen.add("inside " + i);
                coroutine.suspend();
            }
        });
        for (int i = 0; i < 3; i++) {
            coroutine.resume();
            seen.add("outside " + i);
        }
        assertThat(coroutine.isFinished()).isFalse();
        coroutine.resume();
        assertThat(coroutine.isFinished()).isTrue();
        assertThat(seen)
                .containsExactly(
                        "inside 0", "outside 0", "inside 1", "outside 1", "inside 2", "outside 2");
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void runsAnotherBodyAfterTheFirst(Supplier<Coroutine> mechanism) {
        Coroutine coroutine = mechanism.get();
        List<String> seen = new ArrayList<>();
        for (String name : List.of("first", "second")) {
            coroutine.start(() -> {
                seen.add(name);
                coroutine.suspend();
                seen.add(name + " again");
            });
            coroutine.resume();
            coroutine.resume();
            assertThat(coroutine.isFinished()).isTrue();
        }
        assertThat(seen).containsExactly("first", "first again", "second", "second again");
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void throwsWhatTheBodyThrewAtTheResumer(Supplier<Coroutine> mechanism) {
        Coroutine coroutine = mechanism.get();
        coroutine.start(() -> {
            coroutine.suspend();
            throw new IllegalArgumentException("0xdead");
        });
        coroutine.resume();
        assertThatThrownBy(coroutine::resume)
                .isInstanceOf(TaskFailure.class)
                .hasMessageContaining("0xdead");
        assertThat(coroutine.isFinished()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void showsTheFramesOfASuspendedBody(Supplier<Coroutine> mechanism) {
        Coroutine coroutine = mechanism.get();
        coroutine.start(() -> waitDeepDown(coroutine));
        coroutine.resume();
        assertThat(coroutine.stackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("waitDeepDown"));
        coroutine.resume();
    }

    private static void waitDeepDown(Coroutine coroutine) {
        coroutine.suspend();
    }
}
