package dev.fuselage.cli.trace;

/**
 * One thing a request or a reply says.
 *
 * @param name what it is called, in both forms of a trace
 * @param value its text
 * @param form how it is written
 */
record TraceField(String name, String value, Form form) {

    /** How a field is written in a line of text and in JSON. */
    enum Form {
        /** {@code name=value}; in JSON a string. */
        WORD,
        /** {@code name=value}; in JSON a number. */
        NUMBER,
        /** The value without its name; in JSON a string. */
        BARE_WORD,
        /** The value without its name; in JSON a number. */
        BARE_NUMBER,
        /** The name alone; in JSON {@code true}. */
        FLAG
    }
}
