package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.outcome.Search;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Outcomes as the XML that JUnit made common and every CI system reads: a suite for each family of
 * scenarios, a case for each variant. A violated expectation is a failure; one that is not known is
 * an error.
 */
public final class JunitXml {
    private static final double NANOS = 1e9;

    private final StringBuilder xml = new StringBuilder();

    private JunitXml() {}

    /** A document. */
    public static String of(List<Outcome> outcomes) {
        Map<String, List<Outcome>> families = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            families.computeIfAbsent(family(outcome), name -> new ArrayList<>()).add(outcome);
        }
        JunitXml document = new JunitXml();
        document.xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
        document.counts("fuselage scenarios", outcomes);
        families.forEach(document::suite);
        document.xml.append("</testsuites>\n");
        return document.xml.toString();
    }

    private static String family(Outcome outcome) {
        String name = outcome.scenario().name();
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }

    private static boolean failed(Outcome outcome) {
        return !outcome.met() && !outcome.inconclusive();
    }

    private void counts(String name, List<Outcome> outcomes) {
        attribute("name", name);
        attribute("tests", Integer.toString(outcomes.size()));
        attribute("failures", Long.toString(outcomes.stream().filter(JunitXml::failed).count()));
        attribute(
                "errors",
                Long.toString(
                        outcomes.stream().filter(one -> !one.met() && one.inconclusive()).count()));
        attribute(
                "time",
                seconds(outcomes.stream().mapToLong(outcome -> outcome.search().nanos()).sum()));
        xml.append(">\n");
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / NANOS);
    }

    private void suite(String family, List<Outcome> outcomes) {
        xml.append("  <testsuite");
        counts(family, outcomes);
        outcomes.forEach(this::testCase);
        xml.append("  </testsuite>\n");
    }

    private void testCase(Outcome outcome) {
        xml.append("    <testcase");
        attribute("classname", outcome.scenario().name().replace('/', '.'));
        attribute("name", outcome.variant().word() + ": " + outcome.expectation().words());
        attribute("time", seconds(outcome.search().nanos()));
        xml.append(">\n      <properties>\n");
        properties(outcome)
                .forEach((name, value) -> {
                    xml.append("        <property");
                    attribute("name", name);
                    attribute("value", value);
                    xml.append("/>\n");
                });
        xml.append("      </properties>\n");
        String report = TextReport.of(outcome, false);
        if (!outcome.met()) {
            String element = outcome.inconclusive() ? "error" : "failure";
            xml.append("      <").append(element);
            attribute("type", type(outcome));
            attribute("message", Phrases.finding(outcome));
            xml.append('>').append(escaped(report)).append("</").append(element).append(">\n");
        }
        xml.append("      <system-out>").append(escaped(report)).append("</system-out>\n");
        xml.append("    </testcase>\n");
    }

    private static String type(Outcome outcome) {
        if (outcome.inconclusive()) {
            return "INCONCLUSIVE";
        }
        return outcome.verdict().isFailure() ? outcome.verdict().name() : "UNEXPECTED_PASS";
    }

    private static Map<String, String> properties(Outcome outcome) {
        Search search = outcome.search();
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("verdict", outcome.verdict().name());
        properties.put("strategy", search.strategy());
        if (search.preemptionBound() >= 0) {
            properties.put("bound", Integer.toString(search.preemptionBound()));
        }
        Long seed = search.seed();
        if (seed != null) {
            properties.put("seed", seed.toString());
        }
        properties.put("schedules", Long.toString(search.schedules()));
        properties.put("states", Long.toString(search.states()));
        outcome.parameters()
                .asMap()
                .forEach((name, value) -> properties.put("parameter." + name, value.toString()));
        Counterexample counterexample = outcome.counterexample();
        if (counterexample != null) {
            properties.put("signature", counterexample.signature());
            properties.put("replay", counterexample.replay());
        }
        return properties;
    }

    private void attribute(String name, String value) {
        xml.append(' ').append(name).append("=\"").append(escaped(value)).append('"');
    }

    /** Without the characters that XML 1.0 does not have (section 2.2). */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '&' -> out.append("&amp;");
                        case '<' -> out.append("&lt;");
                        case '>' -> out.append("&gt;");
                        case '"' -> out.append("&quot;");
                        default -> {
                            boolean control = c < ' ' && c != '\n' && c != '\t';
                            boolean none =
                                    (c >= 0xd800 && c < 0xe000) || c == 0xfffe || c == 0xffff;
                            if (!control && !none) {
                                out.appendCodePoint(c);
                            }
                        }
                    }
                });
        return out.toString();
    }
}
