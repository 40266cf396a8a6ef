package dev.fuselage.scenarios.explore;

import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;
import java.util.function.Consumer;

/** One search. Begins as the {@linkplain #of standard} one; each change makes another plan. */
public final class Plan {
    private final Scenario scenario;
    private final Variant variant;
    private Parameters parameters;
    private Expectation expectation;
    private Strategy strategy = new Strategy.Standard();
    private Budget budget = Budget.unlimited();
    private Shard shard = Shard.WHOLE;
    private int timesEach = 1;
    private boolean minimise = true;
    private boolean predict;

    private Plan(Scenario scenario, Variant variant) {
        this.scenario = scenario;
        this.variant = variant;
        this.parameters = Parameters.standard(scenario.parameters());
        this.expectation = scenario.expectation(variant);
    }

    /** The standard search of a variant at its standard sizes. */
    public static Plan of(Scenario scenario, Variant variant) {
        return new Plan(scenario, variant);
    }

    /** Another plan, as this one but for one thing. */
    private Plan with(Consumer<Plan> change) {
        Plan other = new Plan(scenario, variant);
        other.parameters = parameters;
        other.expectation = expectation;
        other.strategy = strategy;
        other.budget = budget;
        other.shard = shard;
        other.timesEach = timesEach;
        other.minimise = minimise;
        other.predict = predict;
        change.accept(other);
        return other;
    }

    // ---- what differs from the standard

    /** At other sizes. */
    public Plan with(Parameters other) {
        return with(plan -> plan.parameters = other);
    }

    /** What the user says must come of it, instead of the scenario. */
    public Plan with(Expectation other) {
        return with(plan -> plan.expectation = other);
    }

    public Plan with(Strategy other) {
        return with(plan -> plan.strategy = other);
    }

    public Plan with(Budget other) {
        return with(plan -> plan.budget = other);
    }

    /** A part of the search; the others are done elsewhere. */
    public Plan with(Shard other) {
        return with(plan -> plan.shard = other);
    }

    /** Runs each schedule that often, from 1, to check that it does the same. */
    public Plan checkingDeterminism(int times) {
        return with(plan -> plan.timesEach = times);
    }

    /** Whether schedules that pass are looked through for orders that may deadlock. */
    public Plan predicting(boolean on) {
        return with(plan -> plan.predict = on);
    }

    /** Whether a counterexample is made short. */
    public Plan minimising(boolean on) {
        return with(plan -> plan.minimise = on);
    }

    // ---- what it says

    public Scenario scenario() {
        return scenario;
    }

    public Variant variant() {
        return variant;
    }

    public Parameters parameters() {
        return parameters;
    }

    public Expectation expectation() {
        return expectation;
    }

    public Strategy strategy() {
        return strategy;
    }

    public Budget budget() {
        return budget;
    }

    public Shard shard() {
        return shard;
    }

    int timesEach() {
        return timesEach;
    }

    boolean minimise() {
        return minimise;
    }

    boolean predict() {
        return predict;
    }
}
