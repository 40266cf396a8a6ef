package dev.fuselage.cli.boot;

import dev.fuselage.devices.console.ConsolePort;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is on the host's side of the guest's console: output, input, and the person, if there is
 * one.
 */
final class HostSide {

    /** Input the device may hold for a guest that does not read, before the host's side waits. */
    private static final int MOST_UNREAD = 256;

    private final GuestOutput output;
    private final PanicWatch watch;
    private final @Nullable KeyboardInput input;
    private final @Nullable Supplier<WindowSize> terminal;
    private final EscapeKeys keys = new EscapeKeys();

    private byte[] piece = new byte[0];
    private int handedOver;
    private boolean left;
    private WindowSize told = WindowSize.UNKNOWN;

    /**
     * @param input null if there is none
     * @param terminal size of the terminal at which somebody types it, and has keys to leave; null
     *     if nobody does
     */
    HostSide(
            GuestOutput output,
            PanicWatch watch,
            @Nullable KeyboardInput input,
            @Nullable Supplier<WindowSize> terminal) {
        this.output = output;
        this.watch = watch;
        this.input = input;
        this.terminal = terminal;
    }

    void flush() {
        output.flush();
    }

    @Nullable String panic() {
        return watch.panic();
    }

    boolean panicIsOver() {
        return watch.isOver();
    }

    /** Whether the person has asked to leave. */
    boolean hasLeft() {
        return left;
    }

    /**
     * Whether the person's terminal is gone, whether or not the guest has read all that was typed.
     */
    boolean terminalGone() {
        return isPerson() && input != null && input.isOver();
    }

    private boolean isPerson() {
        return terminal != null;
    }

    /**
     * Tells the guest how large the person's terminal is; false if it has been told that before.
     */
    boolean tellSize(BootMachine machine) {
        WindowSize size = terminal == null ? told : terminal.get();
        if (size.equals(told) || size.equals(WindowSize.UNKNOWN)) {
            return false;
        }
        told = size;
        machine.resize(size);
        return true;
    }

    /** Whether anything may still be typed, or piped. */
    boolean mayTypeMore() {
        return input != null && !input.ended();
    }

    /** Whether there is input that has not been handed to the guest. */
    boolean isTyped() {
        return handedOver < piece.length;
    }

    /** Waits for input, so many nanoseconds at most. */
    void await(long nanos) {
        if (input != null && !isTyped()) {
            take(input.await(nanos));
        }
    }

    /**
     * Gives the console what there is, as far as the guest reads it. What a person types goes at
     * once. What a program pipes or a file holds goes a line at a time, each when the guest has
     * nothing else to do: it would be lost while a guest still sets its terminal up, and what comes
     * when does not depend on how fast the host is.
     *
     * @param resting whether the guest has nothing else to do
     */
    void feed(ConsolePort console, boolean resting) {
        if (input == null || (!isPerson() && !resting)) {
            return;
        }
        while (console.unread() < MOST_UNREAD) {
            if (!isTyped()) {
                take(input.poll());
                if (!isTyped()) {
                    return;
                }
            }
            int count = Math.min(isPerson() ? piece.length - handedOver : line(), MOST_UNREAD);
            console.receive(piece, handedOver, count);
            handedOver += count;
            if (!isPerson()) {
                return;
            }
        }
    }

    /** Bytes to the end of the next line, or to the end of what there is. */
    private int line() {
        int end = handedOver;
        while (end < piece.length && piece[end] != '\n') {
            end++;
        }
        return Math.min(end + 1, piece.length) - handedOver;
    }

    private void take(byte @Nullable [] typed) {
        if (typed == null) {
            return;
        }
        piece = isPerson() ? keys.filter(typed) : typed;
        handedOver = 0;
        switch (keys.takeWish()) {
            case END -> left = true;
            case HELP -> output.print(EscapeKeys.HELP);
            case NONE -> {
                // All of it is for the guest.
            }
        }
    }
}
