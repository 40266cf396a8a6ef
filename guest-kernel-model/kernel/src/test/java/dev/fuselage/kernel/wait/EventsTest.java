package dev.fuselage.kernel.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.TestGuest;
import dev.fuselage.kernel.task.CpuTimer;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.SignalAction;
import dev.fuselage.kernel.task.Task;
import org.junit.jupiter.api.Test;

class EventsTest {
    private final TestGuest guest = new TestGuest(1);
    private final WaitQueue queue =
            new WaitQueue(guest.scheduler, "test event", "", Deliverer.outside("the test"));
    private boolean happened;

    private void later(long millis, Runnable action) {
        guest.spawn(
                "later",
                () -> {
                    int _ = guest.time.nanosleep(millis * 1_000_000);
                    action.run();
                });
    }

    private void waiter(String name, boolean exclusive) {
        guest.spawn(
                name,
                () -> {
                    int result =
                            exclusive
                                    ? queue.waitEventExclusive(
                                            "test",
                                            () -> happened,
                                            Interruptibility.UNINTERRUPTIBLE)
                                    : queue.waitEvent(
                                            "test",
                                            () -> happened,
                                            Interruptibility.UNINTERRUPTIBLE);
                    guest.say(name + " " + result);
                });
    }

    @Test
    void aTrueConditionNeedsNoWait() {
        happened = true;
        waiter("a", false);
        guest.run();
        assertThat(guest.said()).containsExactly("a 0");
    }

    @Test
    void aWakeUpWithAFalseConditionPutsTheTaskBackToSleep() {
        waiter("a", false);
        later(1, queue::wakeUpAll);
        guest.run();
        assertThat(guest.said()).isEmpty();
        assertThat(queue.hasWaiters()).isTrue();
    }

    @Test
    void sharedWaitersWakeFirstAndLastComeFirstServedThenOneExclusive() {
        waiter("x1", true);
        waiter("s1", false);
        waiter("x2", true);
        waiter("s2", false);
        later(
                1,
                () -> {
                    happened = true;
                    queue.wakeUp();
                });
        guest.run();
        assertThat(guest.said()).containsExactly("s2 0", "s1 0", "x1 0");
    }

    @Test
    void wakeUpAllReachesExclusiveWaitersToo() {
        waiter("x1", true);
        waiter("x2", true);
        later(
                1,
                () -> {
                    happened = true;
                    queue.wakeUpAll();
                });
        guest.run();
        assertThat(guest.said()).containsExactly("x1 0", "x2 0");
    }

    @Test
    void aTrueConditionWinsOverASignal() {
        Task task =
                guest.spawn(
                        "a",
                        () ->
                                guest.say(
                                        ""
                                                + queue.waitEvent(
                                                        "test",
                                                        () -> happened,
                                                        Interruptibility.INTERRUPTIBLE)));
        task.setSignalAction(Signal.SIGINT, SignalAction.HANDLE);
        later(
                1,
                () -> {
                    task.sendSignal(Signal.SIGINT);
                    happened = true;
                });
        guest.run();
        assertThat(guest.said()).containsExactly("0");
    }

    @Test
    void aSignalEndsTheWaitAndLeavesNoTraceInTheQueue() {
        Task task =
                guest.spawn(
                        "a",
                        () ->
                                guest.say(
                                        ""
                                                + queue.waitEvent(
                                                        "test",
                                                        () -> happened,
                                                        Interruptibility.KILLABLE)));
        later(1, () -> task.sendSignal(Signal.SIGTERM));
        guest.run();
        assertThat(guest.said()).containsExactly("" + -Errno.EINTR);
        assertThat(queue.hasWaiters()).isFalse();
    }

    @Test
    void aDeadlineEndsTheWaitAtItsTime() {
        guest.spawn(
                "a",
                () -> {
                    long deadline = guest.scheduler.now() + 2_000_000;
                    int result =
                            queue.waitEventUntil(
                                    "test",
                                    () -> happened,
                                    Interruptibility.UNINTERRUPTIBLE,
                                    deadline);
                    guest.say(
                            result
                                    + " "
                                    + (guest.scheduler.now() >= deadline)
                                    + (guest.scheduler.now() < deadline + 20_000));
                });
        guest.run();
        assertThat(guest.said()).containsExactly(-Errno.ETIME + " truetrue");
    }

    @Test
    void anEventBeforeTheDeadlineStopsTheTimer() {
        guest.spawn(
                "a",
                () ->
                        guest.say(
                                ""
                                        + queue.waitEventUntil(
                                                "test",
                                                () -> happened,
                                                Interruptibility.UNINTERRUPTIBLE,
                                                guest.scheduler.now() + 1_000_000_000L)));
        later(
                1,
                () -> {
                    happened = true;
                    queue.wakeUp();
                });
        guest.run();
        assertThat(guest.said()).containsExactly("0");
        assertThat(guest.simulation.now()).isLessThan(100_000_000L);
    }

    @Test
    void aCompletionLetsOneWaiterThroughForEachComplete() {
        Completion done =
                new Completion(guest.scheduler, "test", "", Deliverer.outside("the test"));
        for (String name : new String[] {"a", "b", "c"}) {
            guest.spawn(
                    name,
                    () -> {
                        int _ = done.waitFor("test", Interruptibility.UNINTERRUPTIBLE);
                        guest.say(name);
                    });
        }
        later(
                1,
                () -> {
                    done.complete();
                    done.complete();
                });
        guest.run();
        assertThat(guest.said()).containsExactly("a", "b");
        assertThat(done.isDone()).isFalse();
    }

    @Test
    void completeAllHoldsUntilReinit() {
        Completion done =
                new Completion(guest.scheduler, "test", "", Deliverer.outside("the test"));
        guest.spawn(
                "a",
                () -> {
                    done.completeAll();
                    int _ = done.waitFor("test", Interruptibility.UNINTERRUPTIBLE);
                    int _ = done.waitFor("test", Interruptibility.UNINTERRUPTIBLE);
                    done.reinit();
                    guest.say("" + done.isDone());
                });
        guest.run();
        assertThat(guest.said()).containsExactly("false");
    }

    @Test
    void aKilledWaiterOfACompletionLeavesItToTheNext() {
        Completion done =
                new Completion(guest.scheduler, "test", "", Deliverer.outside("the test"));
        Task killed =
                guest.spawn(
                        "killed",
                        () -> guest.say("" + done.waitFor("test", Interruptibility.KILLABLE)));
        guest.spawn(
                "next", () -> guest.say("next " + done.waitFor("test", Interruptibility.KILLABLE)));
        later(1, () -> killed.sendSignal(Signal.SIGKILL));
        later(2, done::complete);
        guest.run();
        assertThat(guest.said()).containsExactly("" + -Errno.EINTR, "next 0");
    }

    @Test
    void blockingInAnInterruptHandlerIsAnErrorOfTheModel() {
        guest.spawn(
                "a",
                () -> {
                    new CpuTimer(guest.scheduler, "test") {
                        @Override
                        protected void fire() {
                            int _ =
                                    queue.waitEvent(
                                            "test",
                                            () -> happened,
                                            Interruptibility.UNINTERRUPTIBLE);
                        }
                    }.start(guest.scheduler.now() + 10);
                    guest.scheduler.spend(100);
                    guest.scheduler.syncPoint();
                });
        assertThatThrownBy(guest::run).hasMessageContaining("in interrupt context");
    }
}
