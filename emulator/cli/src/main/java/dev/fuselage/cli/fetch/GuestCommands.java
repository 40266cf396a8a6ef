package dev.fuselage.cli.fetch;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a fetched guest is told shell commands to run instead of a login shell, and how it answers.
 *
 * <p>The commands stand in a parameter of the kernel's command line, in base64, since quotes and
 * spaces have a meaning there. The guest writes {@link #READY} and a line break to its console as
 * soon as its file systems are mounted, with or without commands; then the output of the commands,
 * byte for byte, as no terminal would write it; then a line break, a line that {@link #status}
 * understands; and powers off.
 */
public final class GuestCommands {

    /** The line that says that the guest is up. */
    public static final String READY = "fuselage: guest ready";

    /** Bytes that the riscv64 kernel takes of its command line: COMMAND_LINE_SIZE without the 0. */
    public static final int COMMAND_LINE_BYTES = 1023;

    private static final Pattern STATUS = Pattern.compile("fuselage: status (\\d{1,3})\\r?\\n?");

    private GuestCommands() {}

    /** The parameter that makes the guest run shell commands, such as {@code ls -l /; false}. */
    public static String parameter(String commands) {
        byte[] bytes = commands.getBytes(StandardCharsets.UTF_8);
        return "fuselage.run=" + Base64.getEncoder().encodeToString(bytes);
    }

    /** The parameter that tells the login shell how large its terminal is. */
    public static String terminalSize(int rows, int columns) {
        return "fuselage.size=" + rows + "x" + columns;
    }

    /** The exit status that a line of the console tells, 0 to 255; empty for other lines. */
    public static OptionalInt status(String line) {
        Matcher m = STATUS.matcher(line);
        return m.matches() && Integer.parseInt(m.group(1)) <= 255
                ? OptionalInt.of(Integer.parseInt(m.group(1)))
                : OptionalInt.empty();
    }
}
