package dev.fuselage.kernel.syscall;

import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.task.TaskSlot;
import dev.fuselage.kernel.vfs.FileMode;
import dev.fuselage.kernel.vfs.FilesStruct;
import dev.fuselage.kernel.vfs.FsStruct;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.Path;
import dev.fuselage.kernel.vfs.TaskWork;
import dev.fuselage.kernel.vfs.Vfs;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of one task work with: its attachments, and holders that are used again by each
 * call.
 */
final class CallContext {
    final Vfs vfs;
    final Task task;
    final TaskScheduler scheduler;
    final FilesStruct files;
    final FsStruct fs;
    final UserMemory memory;
    final TaskWork work;

    final Path path = new Path();
    final Kiocb iocb = new Kiocb();
    final IovIter iter = new IovIter();

    CallContext(Vfs vfs, Task task) {
        this.vfs = vfs;
        this.task = task;
        this.scheduler = vfs.scheduler();
        this.files = attachment(TaskSlot.FILES, FilesStruct.class);
        this.fs = attachment(TaskSlot.FILE_SYSTEM, FsStruct.class);
        this.memory = attachment(TaskSlot.MEMORY, UserMemory.class);
        this.work = attachment(TaskSlot.TASK_WORK, TaskWork.class);
    }

    private <T> T attachment(TaskSlot slot, Class<T> type) {
        Object attached = task.attachment(slot);
        if (!type.isInstance(attached)) {
            throw new IllegalStateException(task + " makes system calls without its " + slot);
        }
        return type.cast(attached);
    }

    Credentials credentials() {
        return task.credentials();
    }

    /**
     * The file of a descriptor, unless there is none or it was opened with O_PATH (fdget). Nobody
     * else closes a task's descriptors, so no reference is needed.
     */
    @Nullable OpenFile file(int fd) {
        OpenFile file = files.find(fd);
        return file == null || file.has(FileMode.FMODE_PATH) ? null : file;
    }

    /** The file of a descriptor, with O_PATH or without (fdget_raw). */
    @Nullable OpenFile rawFile(int fd) {
        return files.find(fd);
    }
}
