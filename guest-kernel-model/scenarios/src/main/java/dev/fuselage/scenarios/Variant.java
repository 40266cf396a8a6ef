package dev.fuselage.scenarios;

import java.util.Locale;

/** The two forms of a scenario, which differ by kernel quirks or one switch alone. */
public enum Variant {
    /** With the mistake. */
    BUGGY,
    /** With its fix. */
    FIXED;

    /** As it is written in tokens and on the command line: "buggy", "fixed". */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
