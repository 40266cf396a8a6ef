package dev.fuselage.scenarios;

/**
 * A size of a scenario that a user can grow.
 *
 * @param name as in {@code --set readers=2}: lower-case letters, digits and hyphens
 * @param meaning half a sentence
 * @param standard what it is unless said otherwise
 * @param least smallest value
 * @param most largest value
 */
public record Parameter(String name, String meaning, int standard, int least, int most) {
    /** Checks the values against each other. */
    public Parameter {
        if (least > standard || standard > most) {
            throw new IllegalArgumentException(
                    "%s: %d is not between %d and %d".formatted(name, standard, least, most));
        }
    }
}
