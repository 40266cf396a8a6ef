package dev.fuselage.cli.scenario;

import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.report.Table;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Parameter;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fuselage scenario show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows a scenario: who waits for whom, where it comes from, its sizes.")
final class ShowCommand implements Callable<Integer> {

    private final HostEnvironment host;

    @Parameters(index = "0", paramLabel = "SCENARIO", description = "Its name, as list shows it.")
    private String name = "";

    ShowCommand(HostEnvironment host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        host.print(text(Selection.one(name)));
        return ScenarioStatus.MET;
    }

    private static String text(Scenario scenario) {
        StringBuilder text = new StringBuilder();
        text.append(scenario.name()).append("\n  ").append(scenario.summary()).append("\n\n");
        scenario.picture()
                .lines()
                .forEach(line -> text.append(("  " + line).stripTrailing()).append('\n'));
        text.append('\n');
        for (Variant variant : Variant.values()) {
            Expectation expectation = scenario.expectation(variant);
            text.append("  %-6s  %s\n".formatted(variant.word(), expectation.words()));
            if (expectation.signature() != null) {
                text.append("          ").append(expectation.signature()).append('\n');
            }
        }
        text.append("  fix     ").append(scenario.fix()).append('\n');
        text.append("  source  ").append(scenario.source()).append('\n');
        if (!scenario.parameters().isEmpty()) {
            Table table = new Table("lrll", "--set", "value", "range", "meaning");
            for (Parameter size : scenario.parameters()) {
                table.row(
                        size.name(),
                        Integer.toString(size.standard()),
                        size.least() + ".." + size.most(),
                        size.meaning());
            }
            text.append('\n');
            table.text().lines().forEach(line -> text.append("  ").append(line).append('\n'));
        }
        return text.toString();
    }
}
