package dev.fuselage.machine.cost;

/**
 * A cost profile that cannot be used; the message is one line that names file, line, key and value.
 */
public final class CostProfileException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    CostProfileException(String message) {
        super(message);
    }
}
