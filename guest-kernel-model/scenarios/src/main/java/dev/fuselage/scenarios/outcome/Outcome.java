package dev.fuselage.scenarios.outcome;

import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What exploring one variant of one scenario has shown.
 *
 * @param expectation what had to come of it
 * @param met whether it did; false too while it is not known, see {@link #inconclusive}
 * @param inconclusive whether a budget ended the search before it could be known
 * @param search how much was searched
 * @param counterexample the schedule that went wrong, made short; null if none did
 * @param potentials what might go wrong under other schedules, by the order of locks and events
 */
public record Outcome(
        Scenario scenario,
        Variant variant,
        Parameters parameters,
        Expectation expectation,
        Verdict verdict,
        boolean met,
        boolean inconclusive,
        Search search,
        @Nullable Counterexample counterexample,
        List<Potential> potentials) {}
