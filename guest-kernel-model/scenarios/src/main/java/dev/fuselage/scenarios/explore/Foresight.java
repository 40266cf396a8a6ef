package dev.fuselage.scenarios.explore;

import dev.fuselage.scenarios.outcome.Potential;
import java.util.List;

/** Looks at a schedule that passed for orders of locks and events that close a circle. */
final class Foresight {
    private Foresight() {}

    static List<Potential> of(Runs runs) {
        return List.of();
    }
}
