package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskAttachment;
import dev.fuselage.kernel.task.TaskSlot;
import dev.fuselage.kernel.wait.Suppliers;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The descriptors of a task (struct files_struct): small numbers for open files. */
public final class FilesStruct implements TaskAttachment {
    /** In the place of a descriptor: the current directory. */
    public static final int AT_FDCWD = -100;

    /** Descriptors a task may have (RLIMIT_NOFILE). */
    public static final int MAX_FILES = 1024;

    private @Nullable OpenFile[] files = new @Nullable OpenFile[16];
    private boolean[] closeOnExec = new boolean[16];

    /** The descriptors of the current task. */
    public static FilesStruct ofCurrent(Vfs vfs) {
        if (vfs.scheduler().current().attachment(TaskSlot.FILES) instanceof FilesStruct files) {
            return files;
        }
        throw new IllegalStateException("kernel thread uses a file descriptor");
    }

    /** The file of a descriptor without a reference, or null. */
    public @Nullable OpenFile find(int fd) {
        return fd < 0 || fd >= files.length ? null : files[fd];
    }

    /**
     * The lowest free descriptor from {@code from} on gets a file and its reference: the descriptor
     * or -EMFILE.
     */
    public int install(OpenFile file, int from, boolean cloexec) {
        int fd = from;
        while (fd < files.length && files[fd] != null) {
            fd++;
        }
        if (fd >= MAX_FILES) {
            return -Errno.EMFILE;
        }
        set(fd, file, cloexec);
        return fd;
    }

    /** Whether there is a free descriptor. */
    public boolean hasRoom() {
        for (int fd = 0; fd < MAX_FILES; fd++) {
            if (find(fd) == null) {
                return true;
            }
        }
        return false;
    }

    private void set(int fd, OpenFile file, boolean cloexec) {
        if (fd >= files.length) {
            int length = Math.min(MAX_FILES, Math.max(fd + 1, 2 * files.length));
            files = Arrays.copyOf(files, length);
            closeOnExec = Arrays.copyOf(closeOnExec, length);
        }
        files[fd] = file;
        closeOnExec[fd] = cloexec;
    }

    /**
     * Puts a file, with its reference, at a descriptor; returns the file that was there, whose
     * reference becomes the caller's.
     */
    public @Nullable OpenFile replace(int fd, OpenFile file, boolean cloexec) {
        OpenFile old = find(fd);
        set(fd, file, cloexec);
        return old;
    }

    /** Takes a file from its descriptor; its reference becomes the caller's. */
    public @Nullable OpenFile remove(int fd) {
        OpenFile file = find(fd);
        if (file != null) {
            files[fd] = null;
        }
        return file;
    }

    /** Names, for a report, the tasks that have such an open file among their descriptors. */
    public static void holders(Vfs vfs, Predicate<OpenFile> which, Suppliers out) {
        for (Task task : vfs.scheduler().tasks()) {
            if (task.attachment(TaskSlot.FILES) instanceof FilesStruct table && table.has(which)) {
                out.task(task);
            }
        }
    }

    /** Whether such an open file is among the descriptors. */
    public boolean has(Predicate<OpenFile> which) {
        for (OpenFile file : files) {
            if (file != null && which.test(file)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a descriptor is closed by exec. */
    public boolean isCloseOnExec(int fd) {
        return closeOnExec[fd];
    }

    /** Says whether a descriptor is closed by exec. */
    public void setCloseOnExec(int fd, boolean on) {
        closeOnExec[fd] = on;
    }

    /** Closes a file (filp_flush): flushes and gives up POSIX locks; the reference stays. */
    @KernelFunction("filp_flush")
    public static int flush(OpenFile file, Object owner) {
        int error = 0;
        if (file.op().hasFlush()) {
            error = file.op().flush(file, owner);
        }
        if (!file.has(FileMode.FMODE_PATH)) {
            DnotifyMark.flush(file, owner);
            FileLocks.removePosix(file, owner);
        }
        return error;
    }

    /** Closes the descriptors that exec closes (do_close_on_exec). */
    public void closeOnExec() {
        for (int fd = 0; fd < files.length; fd++) {
            OpenFile file = files[fd];
            if (file != null && closeOnExec[fd]) {
                files[fd] = null;
                int _ = flush(file, this);
                file.put();
            }
        }
    }

    /** A forked child's descriptors share the open files. */
    @Override
    public TaskAttachment forChild(Task child) {
        FilesStruct copy = new FilesStruct();
        copy.files = files.clone();
        copy.closeOnExec = closeOnExec.clone();
        for (OpenFile file : files) {
            if (file != null) {
                file.get();
            }
        }
        return copy;
    }

    @Override
    @KernelFunction("exit_files")
    public void exit(Task task) {
        for (int fd = 0; fd < files.length; fd++) {
            OpenFile file = files[fd];
            if (file != null) {
                files[fd] = null;
                int _ = flush(file, this);
                file.put();
            }
        }
    }
}
