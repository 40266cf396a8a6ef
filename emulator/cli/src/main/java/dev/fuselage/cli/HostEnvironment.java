package dev.fuselage.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a command has around it: streams, environment variables, whether a person sits there. Tests
 * make their own.
 *
 * @param in standard input
 * @param out standard output, buffered
 * @param err standard error
 * @param variables environment variables
 * @param terminal tells whether standard input and output are a terminal
 */
public record HostEnvironment(
        InputStream in,
        OutputStream out,
        OutputStream err,
        Map<String, String> variables,
        BooleanSupplier terminal) {

    private static final int BUFFER = 64 << 10;

    /** That of this process. */
    public static HostEnvironment ofProcess() {
        return new HostEnvironment(
                System.in,
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
                new FileOutputStream(FileDescriptor.err),
                System.getenv(),
                HostEnvironment::isTerminal);
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    /** Writes text to standard output. */
    public void print(String text) {
        write(out, text);
    }

    /** Writes a line to standard error, after all that goes to standard output before it. */
    public void complain(String line) {
        flush();
        write(err, line + "\n");
        flush();
    }

    /** Writes over the present line of standard error. */
    void overwrite(String line) {
        write(err, "\r" + line + "\r");
    }

    private static void write(OutputStream to, String text) {
        try {
            to.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new OutputClosed(e);
        }
    }

    /** Hands on everything written so far. */
    public void flush() {
        try {
            out.flush();
            err.flush();
        } catch (IOException e) {
            throw new OutputClosed(e);
        }
    }
}
