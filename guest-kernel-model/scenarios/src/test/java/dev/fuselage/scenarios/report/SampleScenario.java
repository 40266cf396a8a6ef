package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameter;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;
import java.util.List;

/** A scenario that is only talked about. */
record SampleScenario(String name, String summary, Expectation.What what, String signature)
        implements Scenario {
    @Override
    public String source() {
        return "Linux bb737bbe48be \"virtiofs: schedule blocking async replies in separate"
                + " worker\"; xfstests generic/503";
    }

    @Override
    public String fix() {
        return "a reply that may block is handed to its own work item, so kworker/0:1 reaches the"
                + " WRITE's reply.";
    }

    @Override
    public String picture() {
        return "kworker -> page lock -> cat -> writeback -> WRITE reply -> kworker\n";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter("pages", "pages of the file", 1, 1, 64),
                new Parameter("queues", "request queues", 1, 1, 8));
    }

    @Override
    public Expectation expectation(Variant variant) {
        return variant == Variant.BUGGY
                ? Expectation.sometimes(what, signature)
                : Expectation.never(what);
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        return GuestShape.standard();
    }

    @Override
    public void play(Stage stage) {
        throw new UnsupportedOperationException(name);
    }
}
