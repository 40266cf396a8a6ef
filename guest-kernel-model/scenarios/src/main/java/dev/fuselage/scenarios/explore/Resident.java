package dev.fuselage.scenarios.explore;

import dev.fuselage.kernel.Kernel;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.wait.Completion;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.scenarios.Role;

/** A task that lives as long as its guest and plays its role in every schedule. */
final class Resident {
    private final Role role;
    private final Completion cue;
    private final int group;
    private final Task task;
    private Phase phase = Phase.PREPARING;

    private enum Phase {
        PREPARING,
        READY,
        PLAYING,
        DONE
    }

    /** Of the group of those that do the same. */
    Resident(Kernel kernel, String name, int group, Role role) {
        this.role = role;
        this.group = group;
        this.cue =
                new Completion(kernel.scheduler(), "cue for", name, Deliverer.outside("the stage"));
        this.task = kernel.userSpace().start(name, Credentials.ROOT, this::live);
    }

    private int live(Syscalls sys) {
        int status = role.enter(sys);
        while (status == 0) {
            role.prepare(sys);
            goOn(Phase.READY);
            role.play(sys);
            goOn(Phase.DONE);
        }
        return status;
    }

    private void goOn(Phase reached) {
        phase = reached;
        int _ = cue.waitAtOnce("wait_for_completion", Interruptibility.IDLE);
    }

    /** Lets it play when steps are taken next. */
    void play() {
        phase = Phase.PLAYING;
        cue.complete();
    }

    /** After it has played: lets it get ready again when steps are taken next. */
    void prepare() {
        phase = Phase.PREPARING;
        cue.complete();
    }

    Task task() {
        return task;
    }

    int group() {
        return group;
    }

    boolean isReady() {
        return phase == Phase.READY;
    }

    /** Whether it has played its part, or has ended. */
    boolean isDone() {
        return phase == Phase.DONE || Kernel.hasEnded(task);
    }
}
