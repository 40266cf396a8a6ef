package dev.fuselage.cli;

/**
 * What a user asked for cannot be done as written. The message is one line of the form {@code WHAT:
 * WHY} with the offending value and, where there is one, the nearest valid one; the command prints
 * it after {@code fuselage: } and nothing else.
 */
public final class UsageError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UsageError(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
