package dev.fuselage.cli.boot;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * This process's terminal while it is a guest's console: every key goes to the guest, Ctrl-C too,
 * and the guest does the echoing. The terminal is as it was before when this is closed, and also
 * when the process is ended by a signal.
 */
final class RawTerminal implements AutoCloseable {

    private static final int STANDARD_INPUT = 0;

    private final int descriptor;
    private final Termios before;
    private final Thread hook;

    private RawTerminal(int descriptor, Termios before) {
        this.descriptor = descriptor;
        this.before = before;
        this.hook = new Thread(this::restore, "terminal");
        Runtime.getRuntime().addShutdownHook(hook);
        before.raw().apply(descriptor);
    }

    /** The terminal that is standard input. */
    static RawTerminal open() {
        return open(STANDARD_INPUT);
    }

    /** The terminal behind a descriptor, which stays open. */
    static RawTerminal open(int descriptor) {
        try {
            return new RawTerminal(descriptor, Termios.of(descriptor));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How large it is now. */
    WindowSize size() {
        return WindowSize.of(descriptor);
    }

    private void restore() {
        before.apply(descriptor);
    }

    @Override
    public void close() {
        restore();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
