package dev.fuselage.scenarios.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.report.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** The forms that other tools read. */
class MachineReportsTest {
    private static final List<Outcome> ALL = List.copyOf(Samples.all().values());

    private static Counterexample deadlock() {
        return Objects.requireNonNull(Samples.deadlock().counterexample());
    }

    private static List<?> list(@Nullable Object object, String name) {
        return (List<?>)
                Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(object)).get(name));
    }

    // ---- JUnit XML

    @Test
    void junitXmlLooksAsItsGoldenFile() throws IOException {
        Golden.check("report.junit.xml", JunitXml.of(ALL));
    }

    @Test
    void junitXmlIsWellFormedAndCountsRight() throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(JunitXml.of(ALL))));
        Element root = document.getDocumentElement();
        assertThat(root.getAttribute("tests")).isEqualTo("8");
        assertThat(root.getAttribute("failures")).isEqualTo("1");
        assertThat(root.getAttribute("errors")).isEqualTo("1");
        assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(8);
        assertThat(document.getElementsByTagName("failure").item(0).getTextContent())
                .contains("writes to a page <of another> \"file\" & more");
    }

    @Test
    void junitXmlDropsWhatXmlCannotHold() {
        String bell =
                JunitXml.of(List.of(Samples.withHeadline("rings \u0007 \uFFFF and \u001b[1m")));
        assertThat(bell).contains("rings   and [1m").doesNotContain("\u0007", "\uFFFF", "\u001b");
    }

    // ---- GitHub

    @Test
    void annotationsAreEscapedAndTheWorstComeFirst() {
        List<String> lines = GithubReport.annotations(ALL);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .isEqualTo(
                        "::error title=MISBEHAVIOUR fuse/stack-args (buggy)::NOT AS EXPECTED:"
                                + " expected was use-after-free sometimes of another kind: use"
                                + " after free: request arguments%0Acorruption: kworker/0:1 [4]"
                                + " writes to a page <of another> \"file\" & more%0Afuselage"
                                + " scenario replay dl1:fuse.stack-args:buggy::ab");
        assertThat(lines.get(1)).startsWith("::warning title=STALL IN BOUND virtiofs/");
        assertThat(lines.get(2)).startsWith("::notice title=POTENTIAL virtiofs/");
        assertThat(GithubReport.annotations(List.of(Samples.withHeadline("50% of a,b\r\n"))).get(0))
                .contains("50%25 of a,b%0D%0A");
    }

    @Test
    void noMoreThanTenAnnotations() {
        assertThat(GithubReport.annotations(Collections.nCopies(30, Samples.misbehaviour())))
                .hasSize(10);
    }

    @Test
    void theStepSummaryStaysBelowGithubsMebibyte() throws IOException {
        Golden.check("summary.md", GithubReport.summary(ALL));
        String long1 = GithubReport.summary(Collections.nCopies(2000, Samples.misbehaviour()));
        assertThat(long1.length()).isLessThan(1 << 20);
        assertThat(long1).containsPattern("\n\\d+ reports left out\\.\n$");
    }

    // ---- SARIF

    @Test
    void sarifLooksAsItsGoldenFile() throws IOException {
        Golden.check("report.sarif", SarifReport.of(List.of(Samples.deadlock(), Samples.stall())));
    }

    @Test
    void sarifIsMadeOfPartsOfTheStandard() throws IOException {
        JsonSchema schema = JsonSchema.load("sarif-2.1.0-part.schema.json");
        assertThat(schema.complaints(SarifReport.of(ALL))).isEmpty();
    }

    @Test
    void sarifHasAThreadFlowForEachActorAndOneOrderOverAll() {
        Object root = JsonReader.read(SarifReport.of(List.of(Samples.deadlock())));
        Object run = list(root, "runs").getFirst();
        Object result = list(run, "results").getFirst();
        Object flow = list(result, "codeFlows").getFirst();
        List<Long> orders = new ArrayList<>();
        for (Object thread : list(flow, "threadFlows")) {
            for (Object location : list(thread, "locations")) {
                orders.add((Long) ((Map<?, ?>) location).get("executionOrder"));
            }
        }
        assertThat(list(flow, "threadFlows")).hasSize(5);
        assertThat(orders)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 13).mapToObj(Long::valueOf).toList());
    }

    // ---- timeline, kernel log

    @Test
    void theTimelineHasASliceForEachStep() {
        Object root = JsonReader.read(ScheduleTimeline.of("a scenario", deadlock()));
        List<?> events = list(root, "traceEvents");
        assertThat(events).filteredOn(one -> "X".equals(((Map<?, ?>) one).get("ph"))).hasSize(13);
        assertThat(events)
                .filteredOn(one -> "thread_name".equals(((Map<?, ?>) one).get("name")))
                .hasSize(5);
    }

    @Test
    void theKernelLogNamesWhoBlocksWhom() throws IOException {
        Golden.check("deadlock.kernel", KernelLogReport.of(Samples.deadlock()));
        assertThat(KernelLogReport.of(Samples.deadlock()))
                .contains("INFO: task kworker/0:1:4 is blocked on a page lock owned by cat:7.\n");
        assertThat(KernelLogReport.of(Samples.sampled()))
                .isEqualTo(
                        "INFO: virtiofs/async-reply-page-lock (fixed): PASSED SAMPLED: 10000"
                                + " schedules tried, all end well; others were not tried\n");
    }
}
