package dev.fuselage.cli.scenario;

import dev.fuselage.cli.Nearest;
import dev.fuselage.cli.UsageError;
import java.util.List;

/** Checks words that are one of a few. */
final class Choice {
    private Choice() {}

    /** Complains when the value is none of them. */
    static void require(String option, String value, List<String> valid) {
        if (!valid.contains(value)) {
            throw new UsageError(
                    option + ": unknown value '" + value + "'" + Nearest.hint(value, valid));
        }
    }
}
