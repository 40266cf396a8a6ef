package dev.fuselage.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.TestGuest;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskAttachment;
import dev.fuselage.kernel.task.TaskSlot;
import dev.fuselage.kernel.task.TaskState;
import org.junit.jupiter.api.Test;

class ProcessesTest {
    private final TestGuest guest = new TestGuest(2);
    private final Processes processes = guest.processes;

    private Task child(String comm, int code) {
        return processes.spawn(
                guest.scheduler.current(),
                comm,
                Credentials.ROOT,
                () -> {
                    guest.time.nanosleep(1_000_000L * code);
                    return code;
                });
    }

    @Test
    void aParentReapsItsChildrenInTheOrderOfTheirExits() {
        guest.spawn(
                "parent",
                () -> {
                    Task slow = child("slow", 9);
                    Task fast = child("fast", 3);
                    long first = processes.waitForChild(-1, 0);
                    long second = processes.waitForChild(-1, 0);
                    guest.say(
                            (first >>> 32)
                                    + " is fast: "
                                    + (first >>> 32 == fast.pid())
                                    + " status "
                                    + (int) first);
                    guest.say((second >>> 32 == slow.pid()) + " status " + (int) second);
                    guest.say("then " + processes.waitForChild(-1, 0));
                });
        guest.run();
        assertThat(guest.said().get(0)).endsWith("is fast: true status 768");
        assertThat(guest.said().subList(1, 3))
                .containsExactly("true status 2304", "then " + -Errno.ECHILD);
    }

    @Test
    void withoutHangingAParentLearnsThatNobodyExitedYet() {
        guest.spawn(
                "parent",
                () -> {
                    child("slow", 9);
                    guest.say("" + processes.waitForChild(-1, Processes.NO_HANG));
                });
        guest.run();
        assertThat(guest.said()).containsExactly("0");
    }

    @Test
    void orphansGoToInitAndAnOrphanOfNobodyIsReapedAtOnce() {
        Task init =
                guest.spawn(
                        "init",
                        () -> {
                            processes.spawn(
                                    guest.scheduler.current(),
                                    "middle",
                                    Credentials.ROOT,
                                    () -> {
                                        child("orphan", 5);
                                        return 0;
                                    });
                            guest.say("middle " + (int) processes.waitForChild(-1, 0));
                            guest.say("orphan " + (int) processes.waitForChild(-1, 0));
                        });
        guest.run();
        assertThat(guest.said()).containsExactly("middle 0", "orphan 1280");
        assertThat(init.state()).isEqualTo(TaskState.DEAD);
        assertThat(guest.scheduler.tasks()).allMatch(Task::isKernelThread);
    }

    @Test
    void aKilledProcessLeavesItsSleepAndReportsTheSignal() {
        guest.spawn(
                "parent",
                () -> {
                    Task victim = child("victim", 200);
                    guest.time.nanosleep(1_000_000);
                    guest.say("kill " + processes.kill(victim.pid(), Signal.SIGKILL));
                    guest.say("status " + (int) processes.waitForChild(victim.pid(), 0));
                    guest.say("before " + (guest.scheduler.now() < 10_000_000));
                });
        guest.run();
        assertThat(guest.said()).containsExactly("kill 0", "status 9", "before true");
    }

    @Test
    void killAsksForTheSameUserOrTheCapability() {
        guest.spawn("rooty", () -> guest.time.nanosleep(1_000_000));
        int target =
                guest.scheduler.tasks().stream()
                        .filter(t -> t.comm().equals("rooty"))
                        .findFirst()
                        .orElseThrow()
                        .pid();
        processes.spawn(
                null,
                "user",
                Credentials.of(1000, 1000),
                () -> {
                    guest.say("" + processes.kill(target, Signal.SIGTERM));
                    guest.say("" + processes.kill(9999, Signal.SIGTERM));
                    guest.say("" + processes.kill(target, 65));
                    return 0;
                });
        guest.run();
        assertThat(guest.said())
                .containsExactly("" + -Errno.EPERM, "" + -Errno.ESRCH, "" + -Errno.EINVAL);
    }

    @Test
    void attachmentsAreInheritedAndGivenBackInTheOrderOfTheirSlots() {
        guest.spawn(
                "parent",
                () -> {
                    Task self = guest.scheduler.current();
                    for (TaskSlot slot : new TaskSlot[] {TaskSlot.FILE_SYSTEM, TaskSlot.FILES}) {
                        self.attach(slot, new Noted(slot.name()));
                    }
                    processes.spawn(self, "child", Credentials.ROOT, () -> 0);
                    processes.waitForChild(-1, 0);
                });
        guest.run();
        assertThat(guest.said())
                .containsExactly(
                        "FILES+ gone", "FILE_SYSTEM+ gone", "FILES gone", "FILE_SYSTEM gone");
    }

    private final class Noted implements TaskAttachment {
        private final String name;

        Noted(String name) {
            this.name = name;
        }

        @Override
        public TaskAttachment forChild(Task child) {
            return new Noted(name + "+");
        }

        @Override
        public void exit(Task task) {
            guest.say(name + " gone");
        }
    }
}
