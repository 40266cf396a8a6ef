package dev.fuselage.scenarios.explore;

import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;

/**
 * One search.
 *
 * @param expectation what must come of it: the scenario's own, or what the user says instead
 * @param shard which part of the search is done here
 * @param timesEach how often each schedule is run; more than once to check that it does the same
 * @param minimise whether a counterexample is made short
 * @param predict whether schedules that pass are looked through for orders that may deadlock
 */
public record Plan(
        Scenario scenario,
        Variant variant,
        Parameters parameters,
        Expectation expectation,
        Strategy strategy,
        Budget budget,
        Shard shard,
        int timesEach,
        boolean minimise,
        boolean predict) {

    /** The standard search of a variant at its standard sizes. */
    public static Plan of(Scenario scenario, Variant variant) {
        return new Plan(
                scenario,
                variant,
                Parameters.standard(scenario.parameters()),
                scenario.expectation(variant),
                new Strategy.Bounded(Strategy.Bounded.STANDARD),
                Budget.standard(),
                Shard.WHOLE,
                1,
                true,
                false);
    }

    public Plan with(Parameters values) {
        return new Plan(
                scenario,
                variant,
                values,
                expectation,
                strategy,
                budget,
                shard,
                timesEach,
                minimise,
                predict);
    }

    public Plan with(Expectation other) {
        return new Plan(
                scenario,
                variant,
                parameters,
                other,
                strategy,
                budget,
                shard,
                timesEach,
                minimise,
                predict);
    }

    public Plan with(Strategy other) {
        return new Plan(
                scenario,
                variant,
                parameters,
                expectation,
                other,
                budget,
                shard,
                timesEach,
                minimise,
                predict);
    }

    public Plan with(Budget other) {
        return new Plan(
                scenario,
                variant,
                parameters,
                expectation,
                strategy,
                other,
                shard,
                timesEach,
                minimise,
                predict);
    }

    public Plan with(Shard other) {
        return new Plan(
                scenario,
                variant,
                parameters,
                expectation,
                strategy,
                budget,
                other,
                timesEach,
                minimise,
                predict);
    }

    public Plan checkingDeterminism(int times) {
        return new Plan(
                scenario,
                variant,
                parameters,
                expectation,
                strategy,
                budget,
                shard,
                times,
                minimise,
                predict);
    }

    public Plan predicting(boolean on) {
        return new Plan(
                scenario,
                variant,
                parameters,
                expectation,
                strategy,
                budget,
                shard,
                timesEach,
                minimise,
                on);
    }

    public Plan minimising(boolean on) {
        return new Plan(
                scenario,
                variant,
                parameters,
                expectation,
                strategy,
                budget,
                shard,
                timesEach,
                on,
                predict);
    }
}
