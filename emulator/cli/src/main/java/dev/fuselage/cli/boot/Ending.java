package dev.fuselage.cli.boot;

import dev.fuselage.cli.ExitStatus;
import dev.fuselage.devices.platform.PowerRequest;
import org.jspecify.annotations.Nullable;

/** Why a boot has come to its end. */
sealed interface Ending {

    /** The guest has asked for it. */
    record Asked(PowerRequest request) implements Ending {}

    /** The guest's kernel has panicked. */
    record Panicked(String why) implements Ending {}

    /** The person has had enough. */
    record Left() implements Ending {}

    /** The person's terminal is gone. */
    record TerminalGone() implements Ending {}

    /** The time limit of the host's clock. */
    record OutOfTime(double seconds) implements Ending {}

    /** The limit of instructions. */
    record OutOfInstructions(long executed) implements Ending {}

    /** No hart will ever run again, since there is no timer, no request and no input left. */
    record Asleep() implements Ending {}

    /** Whether the guest could go on from here. */
    default boolean leavesTheGuestRunning() {
        return switch (this) {
            case Left _, TerminalGone _, OutOfTime _, OutOfInstructions _ -> true;
            case Asked _, Panicked _, Asleep _ -> false;
        };
    }

    /** The status the process ends with. */
    default int status() {
        return switch (this) {
            case Asked(PowerRequest.PowerOff()) -> ExitStatus.OK;
            case Asked(PowerRequest.Failure(int code)) when code >= 1 && code <= 123 -> code;
            case Asked _, Panicked _ -> ExitStatus.PANIC;
            case Left _ -> ExitStatus.OK;
            case TerminalGone _ -> ExitStatus.TERMINAL_CLOSED;
            case OutOfTime _, OutOfInstructions _ -> ExitStatus.OUT_OF_TIME;
            case Asleep _ -> ExitStatus.HANG;
        };
    }

    /** What the user is told about it; null where nothing need be said. */
    default @Nullable String message() {
        return switch (this) {
            case Asked(PowerRequest.PowerOff()) -> null;
            case Asked(PowerRequest.Reset()) -> "the guest has reset the machine";
            case Asked(PowerRequest.Failure(int code)) -> "the guest reports failure " + code;
            case Panicked(String why) -> "the guest's kernel panicked: " + why;
            case Left _ -> null;
            case TerminalGone _ -> "the terminal was closed";
            case OutOfTime(double seconds) ->
                    "--timeout: the guest still runs after %s seconds".formatted(trimmed(seconds));
            case OutOfInstructions(long executed) ->
                    "--max-instructions: the guest still runs after " + executed;
            case Asleep _ ->
                    "the guest sleeps for ever: all harts wait for an interrupt, and neither a"
                            + " timer nor a request nor input is left";
        };
    }

    private static String trimmed(double seconds) {
        return seconds == Math.rint(seconds)
                ? Long.toString((long) seconds)
                : Double.toString(seconds);
    }
}
