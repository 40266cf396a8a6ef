package dev.fuselage.cli.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * This process's terminal while it is a guest's console: every key goes to the guest, Ctrl-C too,
 * and the guest does the echoing. The terminal is as it was before when this is closed, and also
 * when the process is ended by a signal.
 */
final class RawTerminal implements AutoCloseable {

    private final Terminal terminal;
    private final Attributes before;
    private final Thread hook;

    private RawTerminal(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.getAttributes();
        this.hook = new Thread(this::restore, "terminal");
        Runtime.getRuntime().addShutdownHook(hook);
        terminal.setAttributes(raw(before));
    }

    static RawTerminal open() {
        try {
            return new RawTerminal(TerminalBuilder.builder().system(true).dumb(true).build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Attributes raw(Attributes cooked) {
        Attributes raw = new Attributes(cooked);
        raw.setLocalFlags(
                EnumSet.of(LocalFlag.ICANON, LocalFlag.ECHO, LocalFlag.IEXTEN, LocalFlag.ISIG),
                false);
        raw.setInputFlags(
                EnumSet.of(InputFlag.IXON, InputFlag.ICRNL, InputFlag.INLCR, InputFlag.ISTRIP),
                false);
        raw.setControlChar(ControlChar.VMIN, 1);
        raw.setControlChar(ControlChar.VTIME, 0);
        return raw;
    }

    /** What is typed. */
    InputStream input() {
        return terminal.input();
    }

    /** Characters a line. */
    int columns() {
        return terminal.getWidth();
    }

    /** Lines. */
    int rows() {
        return terminal.getHeight();
    }

    private void restore() {
        terminal.setAttributes(before);
    }

    @Override
    public void close() {
        restore();
        Runtime.getRuntime().removeShutdownHook(hook);
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
