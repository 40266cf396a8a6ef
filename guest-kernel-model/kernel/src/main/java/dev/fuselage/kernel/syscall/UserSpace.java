package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.process.Processes;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskSlot;
import dev.fuselage.kernel.time.Timekeeping;
import dev.fuselage.kernel.vfs.FilesStruct;
import dev.fuselage.kernel.vfs.FsStruct;
import dev.fuselage.kernel.vfs.Path;
import dev.fuselage.kernel.vfs.TaskWork;
import dev.fuselage.kernel.vfs.Vfs;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Where programs come to life: processes with memory, descriptors and a current directory, and the
 * system calls they make.
 */
public final class UserSpace {
    /** Programs whose files have mode 4755 and belong to root. */
    private static final Set<String> SET_USER_ID = Set.of("fusermount3");

    private final Vfs vfs;
    private final Processes processes;
    private final Timekeeping time;
    private ToIntFunction<String> moduleLoader = name -> -Errno.ENOENT;

    /** The user space of a guest. */
    public UserSpace(Vfs vfs, Processes processes, Timekeeping time) {
        this.vfs = vfs;
        this.processes = processes;
        this.time = time;
    }

    static boolean isSetUserId(String program) {
        return SET_USER_ID.contains(program);
    }

    Vfs vfs() {
        return vfs;
    }

    Processes processes() {
        return processes;
    }

    /** Says who loads modules by name: 0 or negative. */
    public void setModuleLoader(ToIntFunction<String> loader) {
        moduleLoader = loader;
    }

    int loadModule(String name) {
        return moduleLoader.applyAsInt(name);
    }

    Timekeeping time() {
        return time;
    }

    /**
     * Starts a process that nobody waits for, such as init: empty memory, no descriptors, the root
     * as its current directory.
     */
    public Task start(String name, Credentials credentials, Syscalls.Main main) {
        Task task = processes.spawn(null, name, credentials, () -> run(main));
        Path root = new Path();
        root.set(vfs.mounts().root(), vfs.mounts().root().root());
        task.attach(TaskSlot.MEMORY, new UserMemory(vfs.pages()));
        task.attach(TaskSlot.FILES, new FilesStruct());
        task.attach(TaskSlot.FILE_SYSTEM, new FsStruct(root));
        task.attach(TaskSlot.TASK_WORK, new TaskWork());
        return task;
    }

    /** Starts a child of a task with copies of its attachments (kernel_clone). */
    Task fork(Task parent, String name, Syscalls.Main main) {
        return processes.spawn(parent, name, parent.credentials(), () -> run(main));
    }

    private int run(Syscalls.Main main) {
        Syscalls.Main program = main;
        while (true) {
            // Each program has memory of its own, which its system calls hold on to.
            try {
                return program.run(new SystemCalls(this, vfs.scheduler().current()));
            } catch (ProgramChange next) {
                program = next.program();
            }
        }
    }
}
