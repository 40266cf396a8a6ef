package dev.fuselage.kernel.program;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.libc.ErrorText;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts programs: what {@code execvp}, {@code fork} and {@code waitpid} are for a shell. */
public final class Launcher {

    /** Exit status of a shell for a command that is there and cannot run. */
    public static final int NOT_EXECUTABLE = 126;

    /** Exit status of a shell for a command that is not there. */
    public static final int NOT_FOUND = 127;

    private static final int SIGNALLED = 128;

    private Launcher() {}

    /**
     * Becomes a program, to its end ({@code execvp}).
     *
     * @param command the name first
     * @return its exit status
     */
    public static int exec(Libc c, List<String> command) {
        String name = command.get(0);
        Program program = builtIn(name);
        if (program == null) {
            return name.indexOf('/') < 0 ? refuse(c, name, -Errno.ENOENT) : execFile(c, command);
        }
        c.setName(name);
        return program.run(c, command.subList(1, command.size()));
    }

    /** The built-in program of a name, which may have the directory where it is elsewhere. */
    static @Nullable Program builtIn(String name) {
        return Programs.find(name.replaceFirst("^/(usr/)?s?bin/", ""));
    }

    /** Becomes a program in a file, or runs a script; comes back otherwise only when it cannot. */
    private static int execFile(Libc c, List<String> command) {
        c.out().flush();
        c.err().flush();
        String name = command.get(0);
        long error = c.execve(name, command);
        if (error == -Errno.ENOENT || error == -Errno.ENOEXEC) {
            ScriptFile script = ScriptFile.open(c, name);
            int status = script == null ? -1 : script.run(c, command, error);
            if (status >= 0) {
                return status;
            }
        }
        return refuse(c, name, error);
    }

    private static int refuse(Libc c, String name, long error) {
        if (name.indexOf('/') < 0) {
            c.complain(name + ": command not found");
            return NOT_FOUND;
        }
        Kstat stat = new Kstat();
        boolean directory = c.stat(name, stat) == 0 && Mode.isDirectory(stat.mode);
        String why =
                directory
                        ? "Is a directory"
                        : error == -Errno.ENOEXEC
                                ? "cannot execute binary file: " + ErrorText.of(error)
                                : ErrorText.of(error);
        c.complain(name + ": " + why);
        return error == -Errno.ENOENT ? NOT_FOUND : NOT_EXECUTABLE;
    }

    /** Runs a command in a child and waits for it; its exit status as a shell has it. */
    public static int run(Libc c, List<String> command) {
        long pid = c.fork(command.get(0), child -> exec(child, command));
        return pid < 0 ? NOT_EXECUTABLE : waitFor(c, (int) pid);
    }

    /** Waits for a child; its exit status as a shell has it. */
    public static int waitFor(Libc c, int pid) {
        long result = c.waitForChild(pid);
        return result < 0 ? NOT_FOUND : shellStatus((int) result);
    }

    /** The status a shell makes of what {@code wait} reports: 128 and the signal's number. */
    public static int shellStatus(int waitStatus) {
        int signal = waitStatus & 0x7f;
        return signal != 0 ? SIGNALLED + signal : waitStatus >> 8 & 0xff;
    }
}
