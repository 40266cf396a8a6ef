package dev.fuselage.kernel.exec;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskAttachment;
import dev.fuselage.kernel.task.TaskSlot;
import dev.fuselage.kernel.vfs.FilesStruct;
import dev.fuselage.kernel.vfs.MayMask;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.Path;
import dev.fuselage.kernel.vfs.Permission;
import dev.fuselage.kernel.vfs.Vfs;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * execve(2) (fs/exec.c): opens the file, asks each format whether it knows it, and makes the
 * calling process the new program.
 */
public final class Exec {
    /** Longest argument with its NUL (MAX_ARG_STRLEN). */
    private static final int MAX_STRING = 131072;

    /** All arguments and the environment: a quarter of the stack's limit. */
    private static final long MAX_ALL = 2 << 20;

    /** Interpreters of interpreters. */
    private static final int MAX_DEPTH = 5;

    private static final int MAX_COMM = 15;

    private final Vfs vfs;

    /** Programs of files of these. */
    public Exec(Vfs vfs) {
        this.vfs = vfs;
    }

    /**
     * Where a program begins.
     *
     * @param memory its memory, which is the process's from now on
     * @param entry address of its first instruction
     * @param stackPointer where its argument count lies
     */
    public record Start(UserMemory memory, long entry, long stackPointer) {}

    /**
     * Makes the calling process another program (do_execveat_common).
     *
     * @param out gets where it begins, at its start
     * @return 0, or a negative errno with nothing changed. What fails later kills the process
     */
    @KernelFunction("do_execveat_common")
    public int execve(
            String filename, List<String> argv, List<String> envp, @Nullable Start[] out) {
        @Nullable OpenFile[] opened = new @Nullable OpenFile[1];
        int error = vfs.openExecutable(filename, opened);
        OpenFile file = opened[0];
        if (error != 0 || file == null) {
            return error;
        }
        Binprm bprm = new Binprm(vfs, filename, file, argv, envp);
        error = checkSizes(bprm);
        if (error == 0) {
            error = run(bprm);
        }
        if (error == 0) {
            out[0] = new Start(bprm.memory, bprm.entry, bprm.stackPointer);
        } else if (bprm.pointOfNoReturn) {
            vfs.scheduler().current().forceSignal(Signal.SIGSEGV);
        } else {
            bprm.memory.exit(vfs.scheduler().current());
        }
        bprm.release();
        return error;
    }

    /** copy_strings, bprm_stack_limits. */
    private static int checkSizes(Binprm bprm) {
        long all = 0;
        for (List<String> strings : List.of(bprm.argv, bprm.envp, List.of(bprm.filename))) {
            for (String string : strings) {
                if (string.length() >= MAX_STRING) {
                    return -Errno.E2BIG;
                }
                all += string.length() + 1L + Long.BYTES;
            }
        }
        return all > MAX_ALL ? -Errno.E2BIG : 0;
    }

    /** exec_binprm: interpreters may have interpreters. */
    @KernelFunction("bprm_execve")
    private static int run(Binprm bprm) {
        for (int depth = 0; depth <= MAX_DEPTH; depth++) {
            OpenFile loaded = bprm.file;
            int error = searchBinaryHandler(bprm, depth == 0);
            boolean interpreted = error == 0 && !loaded.equals(bprm.file);
            if (!interpreted) {
                return error;
            }
        }
        return -Errno.ELOOP;
    }

    @KernelFunction("search_binary_handler")
    private static int searchBinaryHandler(Binprm bprm, boolean first) {
        int error = prepare(bprm);
        if (error == 0 && first) {
            error = checkSecurity(bprm);
        }
        if (error == 0) {
            error = ScriptBinary.load(bprm);
        }
        if (error == -Errno.ENOEXEC) {
            error = ElfBinary.load(bprm);
        }
        return error;
    }

    /** prepare_binprm: a short file is followed by zeros. */
    private static int prepare(Binprm bprm) {
        Arrays.fill(bprm.buf.bytes, (byte) 0);
        long read = KernelRead.read(bprm.file, bprm.buf.bytes, 0);
        return read < 0 ? (int) read : 0;
    }

    /**
     * security_bprm_check: TOMOYO, which the kernels of distributions have active, looks where the
     * name leads, symbolic links not followed (tomoyo_realpath_nofollow).
     */
    @KernelFunction("security_bprm_check")
    private static int checkSecurity(Binprm bprm) {
        Path path = new Path();
        int error = bprm.vfs.paths().lookup(FilesStruct.AT_FDCWD, bprm.filename, 0, path);
        if (error != 0) {
            return -Errno.ENOENT;
        }
        path.put();
        return 0;
    }

    /**
     * begin_new_exec: from here on the process is the program, or dies.
     *
     * @return 0, or negative with nothing changed
     */
    @KernelFunction("begin_new_exec")
    static int begin(Binprm bprm) {
        int error = Privileges.fromFile(bprm);
        if (error != 0) {
            return error;
        }
        bprm.pointOfNoReturn = true;
        Task task = bprm.vfs.scheduler().current();
        bprm.memory.setExecutable(bprm.file);
        // would_dump: what cannot be read is not dumped either.
        int _ = Permission.check(bprm.file.inode(), MayMask.MAY_READ);
        TaskAttachment old = task.attachment(TaskSlot.MEMORY);
        task.attach(TaskSlot.MEMORY, bprm.memory);
        if (old != null) {
            old.exit(task);
        }
        FilesStruct.ofCurrent(bprm.vfs).closeOnExec();
        String name = bprm.filename.substring(bprm.filename.lastIndexOf('/') + 1);
        task.setComm(name.length() > MAX_COMM ? name.substring(0, MAX_COMM) : name);
        task.setCredentials(bprm.credentials);
        task.flushSignalHandlers();
        return 0;
    }

    /** Opens an interpreter (open_exec). */
    static int open(Binprm bprm, String name, @Nullable OpenFile[] out) {
        return bprm.vfs.openExecutable(name, out);
    }
}
