package dev.fuselage.cli.boot;

import dev.fuselage.cli.fetch.GuestCommands;
import dev.fuselage.devices.console.ConsoleOutput;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * Lets through, of all that a guest prints, what the commands print that it was given: what comes
 * between the lines of {@link GuestCommands} that say it is ready and what the status is.
 */
final class CommandOutput implements ConsoleOutput {

    private static final byte[] STATUS_PREFIX =
            "\nfuselage: status ".getBytes(StandardCharsets.US_ASCII);

    /** Longer lines are no line of the guest's protocol. */
    private static final int MOST_HELD = STATUS_PREFIX.length + 8;

    private static final int MOST_OF_A_LINE = 256;

    private final ConsoleOutput commands;
    private final byte[] line = new byte[MOST_OF_A_LINE];
    private int length;
    private boolean ready;
    private OptionalInt status = OptionalInt.empty();

    CommandOutput(ConsoleOutput commands) {
        this.commands = commands;
    }

    /** The exit status of the commands, once the guest has told it. */
    OptionalInt status() {
        return status;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        for (int i = 0; i < count; i++) {
            byte character = bytes[offset + i];
            if (!ready) {
                awaitReady(character);
            } else if (status.isEmpty()) {
                pass(character);
            }
        }
    }

    private void awaitReady(byte character) {
        if (character == '\n') {
            ready = text(0).strip().equals(GuestCommands.READY);
            length = 0;
        } else if (length < MOST_OF_A_LINE) {
            line[length++] = character;
        }
    }

    /** A line break is held back until it is clear that it is not the one before the status. */
    private void pass(byte character) {
        line[length++] = character;
        if (isStatusSoFar()) {
            if (character == '\n' && length > 1) {
                status = GuestCommands.status(text(1));
                if (status.isEmpty()) {
                    release(length - 1);
                }
            }
        } else {
            release(character == '\n' ? length - 1 : length);
        }
    }

    private boolean isStatusSoFar() {
        for (int i = 0; i < Math.min(length, STATUS_PREFIX.length); i++) {
            if (line[i] != STATUS_PREFIX[i]) {
                return false;
            }
        }
        return length <= MOST_HELD;
    }

    private void release(int count) {
        if (count > 0) {
            commands.write(line, 0, count);
            System.arraycopy(line, count, line, 0, length - count);
            length -= count;
        }
    }

    private String text(int from) {
        return new String(line, from, length - from, StandardCharsets.UTF_8);
    }
}
