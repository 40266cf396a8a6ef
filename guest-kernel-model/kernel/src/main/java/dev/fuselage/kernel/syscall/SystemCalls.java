package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.SignalAction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.time.Timekeeping;
import dev.fuselage.kernel.vfs.Timespec;
import java.util.List;

/**
 * The system call table: enters the kernel, does the work of a family of calls, and leaves. One
 * object serves one task, and only that task may use it. Calls on files are in {@link
 * FileSyscalls}, calls on names in {@link NameSyscalls}; here are memory, processes and time.
 */
@KernelFunction("sys_*")
final class SystemCalls extends NameSyscalls {
    private final MemoryCalls memory;
    private final ProcessCalls processes;
    private final IdentityCalls identity;
    private final Timekeeping time;

    SystemCalls(UserSpace userSpace, Task task) {
        super(new CallContext(userSpace.vfs(), task));
        this.memory = new MemoryCalls(context);
        this.processes = new ProcessCalls(userSpace, context);
        this.identity = new IdentityCalls(context);
        this.time = userSpace.time();
    }

    @Override
    public long mmap(long address, long length, int protection, int flags, int fd, long offset) {
        enter();
        return leave(memory.mmap(address, length, protection, flags, fd, offset));
    }

    @Override
    public long munmap(long address, long length) {
        enter();
        return leave(memory.munmap(address, length));
    }

    @Override
    public long mprotect(long address, long length, int protection) {
        enter();
        return leave(memory.mprotect(address, length, protection));
    }

    @Override
    public long msync(long address, long length, int flags) {
        enter();
        return leave(memory.msync(address, length, flags));
    }

    @Override
    public long madvise(long address, long length, int advice) {
        enter();
        return leave(memory.madvise(address, length, advice));
    }

    @Override
    public int load(long address, byte[] into, int offset, int length) {
        return raised(memory.load(address, into, offset, length));
    }

    @Override
    public int store(long address, byte[] from, int offset, int length) {
        return raised(memory.store(address, from, offset, length));
    }

    @Override
    public void compute(long cycles) {
        context.scheduler.spend(cycles);
        resume();
    }

    @Override
    public void raise(int signalNumber) {
        task.forceSignal(signalNumber);
        resume();
    }

    /** The way back from a page fault; a signal that it raised cannot be ignored (force_sig). */
    private int raised(int fault) {
        if (fault != 0) {
            task.forceSignal(fault);
        }
        long _ = leave(0);
        return fault;
    }

    // ---- the process

    @Override
    public long finitModule(String name) {
        enter();
        return leave(processes.finitModule(name));
    }

    @Override
    public long getpid() {
        enter();
        return leave(task.pid());
    }

    @Override
    public long getppid() {
        enter();
        return leave(processes.getppid());
    }

    @Override
    public Credentials credentials() {
        return task.credentials();
    }

    @Override
    public long setresuid(int real, int effective, int saved) {
        enter();
        return leave(identity.setresuid(real, effective, saved));
    }

    @Override
    public long setresgid(int real, int effective, int saved) {
        enter();
        return leave(identity.setresgid(real, effective, saved));
    }

    @Override
    public long setgroups(int... groups) {
        enter();
        return leave(identity.setgroups(groups));
    }

    @Override
    public long execve(String path, List<String> argv, List<String> envp) {
        enter();
        long error = leave(processes.execve(path, argv, envp));
        if (error == 0) {
            throw processes.change();
        }
        return error;
    }

    @Override
    public long becomeBuiltIn(String name) {
        enter();
        return leave(processes.becomeBuiltIn(name));
    }

    @Override
    public long setName(String name) {
        enter();
        return leave(processes.setName(name));
    }

    @Override
    public long fork(String name, Main child) {
        enter();
        return leave(processes.fork(name, child));
    }

    @Override
    public long wait4(int pid, int options) {
        enter();
        return leave(processes.wait4(pid, options));
    }

    @Override
    public long exit(int code) {
        enter();
        throw processes.exit(code);
    }

    @Override
    public long kill(int pid, int signalNumber) {
        enter();
        return leave(processes.kill(pid, signalNumber));
    }

    @Override
    public long sigaction(int signalNumber, SignalAction action) {
        enter();
        return leave(processes.sigaction(signalNumber, action));
    }

    // ---- time

    @Override
    public long nanosleep(long nanos) {
        enter();
        return leave(nanos < 0 ? -Errno.EINVAL : time.nanosleep(nanos));
    }

    @Override
    public long realtime(Timespec out) {
        enter();
        out.set(time.realSeconds(), time.realNanos());
        return leave(0);
    }

    @Override
    public long monotonic() {
        enter();
        return leave(time.monotonicNanos());
    }
}
