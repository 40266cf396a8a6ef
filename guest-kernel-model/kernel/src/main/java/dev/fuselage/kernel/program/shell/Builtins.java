package dev.fuselage.kernel.program.shell;

import dev.fuselage.kernel.program.Programs;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.ModeChange;
import dev.fuselage.kernel.program.libc.ModeText;
import java.util.List;
import java.util.Set;

/** Commands that change the shell itself, and so cannot be programs. */
final class Builtins {

    private static final Set<String> NAMES =
            Set.of(":", "cd", "exit", "help", "jobs", "umask", "wait");

    private final Libc c;
    private final JobTable jobs;
    private String previous = "/";
    private boolean exiting;

    Builtins(Libc c, JobTable jobs) {
        this.c = c;
        this.jobs = jobs;
    }

    static boolean has(String name) {
        return NAMES.contains(name);
    }

    /** Whether {@code exit} was called. */
    boolean exiting() {
        return exiting;
    }

    /**
     * Runs a built-in command.
     *
     * @param command the name first
     * @param status exit status of the command before
     */
    int run(List<String> command, int status) {
        List<String> args = command.subList(1, command.size());
        return switch (command.get(0)) {
            case "cd" -> cd(args);
            case "exit" -> exit(args, status);
            case "help" -> help();
            case "jobs" -> list();
            case "umask" -> umask(args);
            case "wait" -> await(args);
            default -> 0;
        };
    }

    private int cd(List<String> args) {
        StringBuilder before = new StringBuilder();
        long _ = c.getcwd(before);
        String target = args.isEmpty() ? "/" : args.get(0).equals("-") ? previous : args.get(0);
        long error = c.chdir(target);
        if (error < 0) {
            c.complain("cd: " + target, error);
            return 1;
        }
        previous = before.toString();
        if (!args.isEmpty() && args.get(0).equals("-")) {
            c.out().println(target);
        }
        return 0;
    }

    private int exit(List<String> args, int status) {
        if (args.isEmpty()) {
            exiting = true;
            return status;
        }
        if (!args.get(0).matches("\\d{1,9}")) {
            c.complain("exit: " + args.get(0) + ": numeric argument required");
            return 2;
        }
        exiting = true;
        return Integer.parseInt(args.get(0)) & 0xff;
    }

    private int help() {
        c.out().println("Programs: " + String.join(" ", Programs.names()));
        c.out().println("Built in: cd exit help jobs umask wait");
        c.out().println("Of the session: host, info, sysrq w; @N before a command names the guest");
        return 0;
    }

    private int list() {
        jobs.report().forEach(c.out()::println);
        return 0;
    }

    private int umask(List<String> args) {
        int old = c.umask();
        if (args.isEmpty()) {
            c.out().println(ModeText.octal(old));
            return 0;
        }
        try {
            boolean octal = args.get(0).matches("[0-7]+");
            ModeChange change = ModeChange.of(args.get(0));
            // Letters say what is allowed, digits what is not.
            c.setUmask(octal ? change.apply(0, 0) : ~change.apply(~old & 0777, 0) & 0777);
            return 0;
        } catch (BadUsage e) {
            c.complain("umask: " + e.getMessage());
            return 1;
        }
    }

    private int await(List<String> args) {
        if (args.isEmpty()) {
            jobs.waitForAll();
            return 0;
        }
        int status = 0;
        for (String operand : args) {
            status = jobs.waitFor(operand);
            if (status < 0) {
                c.complain("wait: " + operand + ": no such job");
                status = 127;
            }
        }
        return status;
    }
}
