package dev.fuselage.cli.boot;

import dev.fuselage.devices.console.ConsoleOutput;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what a guest prints for the last words of a kernel, since one that has panicked may do
 * nothing else any more, and hands everything on.
 */
final class PanicWatch implements ConsoleOutput {

    private static final int MOST_OF_A_LINE = 1024;
    private static final Pattern PANIC =
            Pattern.compile("(---\\[ end )?Kernel panic - not syncing:? ?(.*)");

    private final ConsoleOutput shown;
    private final byte[] line = new byte[MOST_OF_A_LINE];
    private int length;

    /** Whether the line so far has the first letter of the words. */
    private boolean suspicious;

    private @Nullable String panic;
    private boolean over;

    PanicWatch(ConsoleOutput shown) {
        this.shown = shown;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        shown.write(bytes, offset, count);
        for (int i = 0; i < count; i++) {
            look(bytes[offset + i]);
        }
    }

    private void look(byte character) {
        if (character == '\n') {
            if (suspicious) {
                endLine();
            }
            length = 0;
            suspicious = false;
        } else if (length < MOST_OF_A_LINE) {
            line[length++] = character;
            suspicious |= character == 'K';
        }
    }

    private void endLine() {
        Matcher words = PANIC.matcher(new String(line, 0, length, StandardCharsets.UTF_8).strip());
        if (words.find()) {
            over |= words.group(1) != null;
            if (panic == null) {
                panic = words.group(2);
            }
        }
    }

    /** Why the guest's kernel has panicked; null while it has not. */
    @Nullable String panic() {
        return panic;
    }

    /** Whether the kernel has printed the end of its panic: it does nothing after that. */
    boolean isOver() {
        return over;
    }
}
