package dev.fuselage.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The command as a user calls it, in this process and without a terminal. */
public final class Cli {

    /**
     * What a call left behind.
     *
     * @param out standard output
     * @param err standard error
     */
    public record Result(int status, String out, String err) {}

    private Cli() {}

    /** Calls the command without input. */
    public static Result fuselage(String... args) {
        return withInput("", args);
    }

    /** Calls the command with standard input. */
    public static Result withInput(String input, String... args) {
        return call(Map.of("FUSELAGE_STACK_TRACE", "1"), input, args);
    }

    /** Calls the command without input, in an environment of these variables. */
    public static Result withVariables(Map<String, String> variables, String... args) {
        return call(variables, "", args);
    }

    private static Result call(Map<String, String> variables, String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        HostEnvironment host =
                new HostEnvironment(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        out,
                        err,
                        variables,
                        () -> false);
        int status = Fuselage.run(host, args);
        host.flush();
        return new Result(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Standard output and standard error of a call as a terminal shows them. */
    public static String merged(String... args) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        HostEnvironment host =
                new HostEnvironment(
                        new ByteArrayInputStream(new byte[0]), both, both, Map.of(), () -> false);
        int _ = Fuselage.run(host, args);
        host.flush();
        return both.toString(StandardCharsets.UTF_8);
    }

    /** The output of a call that succeeds and complains about nothing. */
    public static String output(String... args) {
        Result result = fuselage(args);
        if (result.status != 0 || !result.err.isEmpty()) {
            throw new AssertionError(String.join(" ", args) + " gave " + result);
        }
        return result.out;
    }
}
