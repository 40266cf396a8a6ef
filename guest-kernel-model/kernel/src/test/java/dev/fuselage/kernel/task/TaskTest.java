package dev.fuselage.kernel.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.kernel.TestGuest;
import org.junit.jupiter.api.Test;

class TaskTest {
    private final TestGuest guest = new TestGuest(1);

    @Test
    void anUnhandledFatalSignalBecomesAKillWithItsNumberAsStatus() {
        Task task = guest.spawn("victim", () -> guest.scheduler.current().takeSignal());
        task.sendSignal(Signal.SIGTERM);
        assertThat(task.fatalSignalPending()).isTrue();
        guest.run();
        assertThat(task.exitStatus()).isEqualTo(Signal.SIGTERM);
    }

    @Test
    void aHandledSignalIsPendingButNotFatal() {
        Task task =
                guest.spawn("t", () -> guest.say("took " + guest.scheduler.current().takeSignal()));
        task.setSignalAction(Signal.SIGINT, SignalAction.HANDLE);
        task.sendSignal(Signal.SIGINT);
        assertThat(task.signalPending()).isTrue();
        assertThat(task.fatalSignalPending()).isFalse();
        guest.run();
        assertThat(guest.said()).containsExactly("took 2");
        assertThat(task.exitStatus()).isZero();
    }

    @Test
    void ignoredAndHarmlessSignalsAreDropped() {
        Task task = guest.spawn("t", () -> {});
        task.setSignalAction(Signal.SIGINT, SignalAction.IGNORE);
        task.sendSignal(Signal.SIGINT);
        task.sendSignal(Signal.SIGCHLD);
        assertThat(task.pendingSignals()).isZero();
    }

    @Test
    void killCannotBeIgnoredHandledOrBlocked() {
        Task task = guest.spawn("t", () -> {});
        task.setSignalAction(Signal.SIGKILL, SignalAction.IGNORE);
        task.setBlockedSignals(-1);
        task.sendSignal(Signal.SIGKILL);
        assertThat(task.fatalSignalPending()).isTrue();
    }

    @Test
    void aBlockedSignalWaitsUntilItIsUnblocked() {
        Task task =
                guest.spawn(
                        "t",
                        () -> {
                            Task self = guest.scheduler.current();
                            assertThat(self.takeSignal()).isZero();
                            self.setBlockedSignals(0);
                            int _ = self.takeSignal();
                            guest.say("not reached");
                        });
        task.setBlockedSignals(Signal.bit(Signal.SIGINT));
        task.sendSignal(Signal.SIGINT);
        assertThat(task.signalPending()).isFalse();
        guest.run();
        assertThat(task.exitStatus()).isEqualTo(Signal.SIGINT);
        assertThat(guest.said()).isEmpty();
    }

    @Test
    void leavingUserZeroDropsFileSystemCapabilitiesOfTheFileSystemId() {
        Credentials user = Credentials.ROOT.withFsuid(1000);
        assertThat(user.capable(Capability.DAC_OVERRIDE)).isFalse();
        assertThat(user.capable(Capability.SYS_ADMIN)).isTrue();
        assertThat(user.withFsuid(0).capable(Capability.DAC_OVERRIDE)).isTrue();
        assertThat(Credentials.of(1000, 1000).capabilities()).isZero();
    }

    @Test
    void aCallerIsInItsOwnGroupAndItsSupplementaryOnes() {
        Credentials user = Credentials.of(1000, 100, 7, 3, 5);
        assertThat(user.inGroup(100)).isTrue();
        assertThat(user.inGroup(3)).isTrue();
        assertThat(user.inGroup(4)).isFalse();
        assertThat(user.group(0)).isEqualTo(3);
    }
}
