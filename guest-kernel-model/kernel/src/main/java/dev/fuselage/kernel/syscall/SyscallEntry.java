package dev.fuselage.kernel.syscall;

import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.machine.cost.Cost;

/**
 * The way into the kernel and back: the entry is charged, and on the way back files are released
 * and signals delivered.
 */
@KernelFunction("sys_*")
abstract sealed class SyscallEntry implements Syscalls permits FileSyscalls {
    final CallContext context;
    final Task task;
    private int signal;

    SyscallEntry(CallContext context) {
        this.context = context;
        this.task = context.task;
    }

    final void enter() {
        context.scheduler.spend(Cost.SYSCALL);
        context.scheduler.syncPoint();
    }

    final long leave(long result) {
        context.work.run();
        context.scheduler.progressed();
        resume();
        return result;
    }

    /** The way to user mode from whatever interrupted it. */
    final void resume() {
        context.scheduler.syncPoint();
        int delivered = task.takeSignal();
        if (delivered != 0) {
            signal = delivered;
        }
    }

    @Override
    public UserMemory memory() {
        return context.memory;
    }

    @Override
    public int takeSignal() {
        int taken = signal;
        signal = 0;
        return taken;
    }
}
