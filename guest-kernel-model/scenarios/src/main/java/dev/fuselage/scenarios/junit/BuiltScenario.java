package dev.fuselage.scenarios.junit;

import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;
import java.util.List;
import java.util.function.Consumer;

/** The scenario that a test method describes; it has one form, which is called the fixed one. */
record BuiltScenario(
        String name,
        GuestShape guest,
        List<Consumer<Stage>> preparations,
        List<Consumer<Stage>> acts,
        Expectation expected)
        implements Scenario {
    @Override
    public String summary() {
        return "";
    }

    @Override
    public String source() {
        return "";
    }

    @Override
    public String fix() {
        return "";
    }

    @Override
    public String picture() {
        return "";
    }

    @Override
    public Expectation expectation(Variant variant) {
        return expected;
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        return guest;
    }

    @Override
    public void setUp(Stage stage) {
        preparations.forEach(act -> act.accept(stage));
    }

    @Override
    public void play(Stage stage) {
        acts.forEach(act -> act.accept(stage));
    }
}
