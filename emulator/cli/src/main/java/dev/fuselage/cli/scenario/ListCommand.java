package dev.fuselage.cli.scenario;

import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.report.Table;
import dev.fuselage.scenarios.Catalogue;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.report.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fuselage scenario list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the scenarios, and those that are planned.")
final class ListCommand implements Callable<Integer> {

    private static final String SCHEMA = "fuselage.scenarios/1";

    private final HostEnvironment host;

    @Parameters(arity = "0..*", paramLabel = "GLOB", description = "Only these, as fuse/*.")
    private List<String> globs = List.of();

    @Option(names = "--format", paramLabel = "FORM", description = "text or json (text).")
    private String format = "text";

    ListCommand(HostEnvironment host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        Choice.require("--format", format, List.of("text", "json"));
        List<Scenario> scenarios = Selection.of(globs);
        List<String> planned = globs.isEmpty() ? Catalogue.PLANNED : List.of();
        host.print(format.equals("json") ? json(scenarios, planned) : text(scenarios, planned));
        return ScenarioStatus.MET;
    }

    private static String text(List<Scenario> scenarios, List<String> planned) {
        Map<String, String[]> rows = new TreeMap<>();
        for (Scenario scenario : scenarios) {
            rows.put(
                    scenario.name(),
                    new String[] {
                        scenario.name(),
                        scenario.expectation(Variant.BUGGY).words(),
                        scenario.summary()
                    });
        }
        for (String name : planned) {
            rows.putIfAbsent(name, new String[] {name, "planned", ""});
        }
        Table table = new Table("lll", "scenario", "buggy", "what goes wrong");
        rows.values().forEach(table::row);
        return table.text();
    }

    private static String json(List<Scenario> scenarios, List<String> planned) {
        List<Object> list = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", scenario.name());
            map.put("summary", scenario.summary());
            map.put("source", scenario.source());
            for (Variant variant : Variant.values()) {
                map.put(variant.word(), scenario.expectation(variant).words());
            }
            Map<String, Object> sizes = new LinkedHashMap<>();
            scenario.parameters().forEach(size -> sizes.put(size.name(), size.standard()));
            map.put("parameters", sizes);
            list.add(map);
        }
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("schema", SCHEMA);
        root.put("scenarios", list);
        root.put("planned", planned);
        return Json.pretty(root) + "\n";
    }
}
