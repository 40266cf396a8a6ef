package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.exec.Exec;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.SignalAction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskExit;
import dev.fuselage.kernel.user.UserProgram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls that begin, name, wait for, signal and end processes. */
final class ProcessCalls {
    private static final int MAX_COMM = 15;

    private final UserSpace userSpace;
    private final Task task;
    private @Nullable ProgramChange next;

    ProcessCalls(UserSpace userSpace, CallContext context) {
        this.userSpace = userSpace;
        this.task = context.task;
    }

    long getppid() {
        Task parent = task.parent();
        return parent == null ? 0 : parent.pid();
    }

    long finitModule(String name) {
        return task.credentials().capable(Capability.SYS_MODULE)
                ? userSpace.loadModule(name)
                : -Errno.EPERM;
    }

    /** The process becomes another program, which {@link #change} names: 0 or negative. */
    long execve(String path, List<String> argv, List<String> envp) {
        Exec.@Nullable Start[] start = new Exec.@Nullable Start[1];
        int error = new Exec(userSpace.vfs()).execve(path, argv, envp, start);
        Exec.Start begun = start[0];
        if (error == 0 && begun != null) {
            next = new ProgramChange(new UserProgram(begun.entry(), begun.stackPointer()));
        }
        return error;
    }

    /** What the process has become. */
    ProgramChange change() {
        ProgramChange change = next;
        if (change == null) {
            throw new IllegalStateException(task + " has become no other program");
        }
        return change;
    }

    long becomeBuiltIn(String name) {
        task.setComm(comm(name));
        if (UserSpace.isSetUserId(name)) {
            Credentials old = task.credentials();
            task.setCredentials(old.withUsers(old.uid(), 0, 0));
        }
        return 0;
    }

    long setName(String name) {
        task.setComm(comm(name));
        return 0;
    }

    private static String comm(String name) {
        return name.length() > MAX_COMM ? name.substring(0, MAX_COMM) : name;
    }

    long fork(String name, Syscalls.Main child) {
        return userSpace.fork(task, name, child).pid();
    }

    long wait4(int pid, int options) {
        return userSpace.processes().waitForChild(pid, options);
    }

    TaskExit exit(int code) {
        throw userSpace.processes().exit(code);
    }

    long kill(int pid, int signal) {
        return userSpace.processes().kill(pid, signal);
    }

    long sigaction(int signal, SignalAction action) {
        task.setSignalAction(signal, action);
        return 0;
    }
}
