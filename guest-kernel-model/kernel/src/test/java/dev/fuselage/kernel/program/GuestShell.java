package dev.fuselage.kernel.program;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.syscall.GuestPrograms;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.vfs.ConsoleDevice;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A guest with a root file system in memory, in which tests run shell commands. */
public final class GuestShell implements AutoCloseable {

    /**
     * What commands left behind.
     *
     * @param out standard output
     * @param err standard error
     */
    public record Result(String out, String err, int status) {}

    private final GuestPrograms guest = new GuestPrograms(1);

    /** Runs commands to their end; the console has no input. */
    public Result run(String commands) {
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        guest.vfs.console().setOutput(into(out));
        guest.vfs.errorConsole().setOutput(into(err));
        guest.vfs.console().endInput();
        int[] status = new int[1];
        guest.userSpace.start(
                "sh",
                Credentials.ROOT,
                sys -> {
                    Libc c = new Libc(sys, "sh");
                    open(sys, "/dev/console");
                    long _ = sys.dup(0);
                    open(sys, "/dev/ttyS0");
                    status[0] = Launcher.exec(c, List.of("sh", "-c", commands));
                    return 0;
                });
        guest.guest.run();
        return new Result(out.toString(), err.toString(), status[0]);
    }

    /** The output of commands that must succeed and complain about nothing. */
    public String output(String commands) {
        Result result = run(commands);
        if (result.status() != 0 || !result.err().isEmpty()) {
            throw new AssertionError("'" + commands + "' gave " + result);
        }
        return result.out();
    }

    private static ConsoleDevice.Output into(StringBuilder text) {
        return (bytes, length) ->
                text.append(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    }

    private static void open(Syscalls sys, String path) {
        long fd = sys.openat(Syscalls.AT_FDCWD, path, OpenFlags.O_RDWR, 0);
        if (fd < 0) {
            throw new AssertionError(path + ": " + fd);
        }
    }

    @Override
    public void close() {
        guest.close();
    }
}
