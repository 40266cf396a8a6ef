package dev.fuselage.cli.scenario;

import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.example.TwoMutexes;

/** Says that both variants are fine, which they are not. */
public final class Overconfident extends TwoMutexes {
    @Override
    public String name() {
        return "example/overconfident";
    }

    @Override
    public Expectation expectation(Variant variant) {
        return Expectation.never(What.DEADLOCK);
    }
}
