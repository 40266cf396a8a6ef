package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;

/** What a report says of its scenario, which may not be on the class path of who reads it. */
record ReportedScenario(
        String name, String summary, String source, String fix, Expectation expected)
        implements Scenario {
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
        return GuestShape.standard();
    }

    @Override
    public void play(Stage stage) {
        throw new UnsupportedOperationException(name + " was read from a report");
    }
}
