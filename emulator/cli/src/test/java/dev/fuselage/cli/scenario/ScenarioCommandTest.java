package dev.fuselage.cli.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.Cli;
import dev.fuselage.cli.Cli.Result;
import dev.fuselage.cli.Fuselage;
import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.scenarios.example.TwoMutexes;
import dev.fuselage.scenarios.report.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, on scenarios that a jar on the class path might bring. */
class ScenarioCommandTest {
    private static final String NAME = "example/two-mutexes";

    @TempDir private Path folder;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @BeforeEach
    void putScenariosOnTheClassPath() throws IOException {
        Path services = folder.resolve("jar/META-INF/services");
        Files.createDirectories(services);
        Files.writeString(
                services.resolve("dev.fuselage.scenarios.Scenario"),
                TwoMutexes.class.getName() + "\n" + Overconfident.class.getName() + "\n");
        URL url = folder.resolve("jar").toUri().toURL();
        Thread.currentThread().setContextClassLoader(new URLClassLoader(new URL[] {url}, before));
    }

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
    }

    private static Result scenario(String... arguments) {
        return Cli.fuselage(words(arguments));
    }

    private static String[] words(String... arguments) {
        String[] words = new String[arguments.length + 1];
        words[0] = "scenario";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        return words;
    }

    private static Result with(Map<String, String> variables, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        HostEnvironment host =
                new HostEnvironment(
                        new ByteArrayInputStream(new byte[0]), out, err, variables, () -> false);
        int status = Fuselage.run(host, words(arguments));
        host.flush();
        return new Result(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static void assertRefused(Result result, String... complaint) {
        assertThat(result.status()).as(result.err()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("fuselage: ").contains(complaint);
        assertThat(result.err().lines()).hasSize(1);
    }

    // ---- list, show

    @Test
    void listShowsWhatIsThereAndWhatIsPlanned() {
        String list = scenario("list").out();
        assertThat(list)
                .containsPattern(
                        "example/two-mutexes +deadlock sometimes +two tasks take two mutexes")
                .containsPattern("dax/lock-inversion +planned\n");
        assertThat(scenario("list", "example/*").out()).doesNotContain("planned");
        assertThat(JsonReader.read(scenario("list", "--format", "json").out()))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("schema", "fuselage.scenarios/1");
    }

    @Test
    void showTellsPictureSourceSizesAndExpectations() {
        assertThat(scenario("show", NAME).out())
                .isEqualTo(
                        """
                        example/two-mutexes
                          two tasks take two mutexes in opposite orders

                          one -> B -> two -> A -> one

                          buggy   deadlock sometimes
                                  mutex_lock > A > mutex_lock > B
                          fixed   deadlock never
                          fix     both take A first
                          source  every textbook

                          --set    value  range  meaning
                          forward      1  1..4   tasks that take A first
                          rounds       1  1..4   how often each does it
                        """);
    }

    // ---- run

    @Test
    void runFindsTheDeadlockAndProvesTheFix() {
        Result result = scenario("run", NAME);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("DEADLOCK  example/two-mutexes (buggy)     2 nodes in cycle")
                .contains("waits for  B  held by two [")
                .contains("waits for  A  held by one [")
                .contains("Replay   fuselage scenario replay dl1:example.two-mutexes:buggy::")
                .contains("PASSED EXHAUSTIVE  example/two-mutexes (fixed)")
                .endsWith("2 searches: 2 as expected, 0 violated, 0 inconclusive\n");
    }

    @Test
    void aViolatedExpectationIsStatusOneAndItsReportIsShown() {
        Result result = scenario("run", "example/*");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .containsPattern("(?m)^ok +example/two-mutexes +buggy +DEADLOCK +\\d+ schedules$")
                .containsPattern("(?m)^VIOLATED +example/overconfident +buggy +DEADLOCK")
                .contains("DEADLOCK  example/overconfident (buggy)")
                .contains("NOT AS EXPECTED: expected was deadlock never")
                .doesNotContain("DEADLOCK  example/two-mutexes (buggy)")
                .endsWith("4 searches: 3 as expected, 1 violated, 0 inconclusive\n");
    }

    @Test
    void aBuggyVariantThatDoesNotGoWrongIsAViolation() {
        Result result =
                scenario("run", NAME, "--variant", "fixed", "--expect", "deadlock-sometimes");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("NOT AS EXPECTED: expected was deadlock sometimes");
    }

    @Test
    void aBudgetThatEndsTooEarlyIsStatusThree() {
        Result result = scenario("run", NAME, "--variant", "fixed", "--budget", "1schedule");
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.out()).contains("INCONCLUSIVE");
    }

    @Test
    void theOutputDoesNotDependOnHowManySearchesRunAtATime() {
        assertThat(scenario("run", "example/*", "--full", "--jobs", "4").out())
                .isEqualTo(scenario("run", "example/*", "--full", "--jobs", "1").out());
    }

    @Test
    void everyStrategyRuns() {
        for (String strategy : List.of("exhaustive", "bounded", "random", "weighted", "pct")) {
            Result result =
                    scenario(
                            "run",
                            NAME,
                            "--strategy",
                            strategy,
                            "--variant",
                            "buggy",
                            "--set",
                            "rounds=2");
            assertThat(result.status()).as(strategy + result).isZero();
        }
        assertThat(scenario("explore", NAME, "--check-determinism", "2").out())
                .contains("exhaustive search")
                .contains("PASSED EXHAUSTIVE  example/two-mutexes (fixed)");
    }

    // ---- replay

    @Test
    void aTokenPlaysTheSameScheduleAgain() throws IOException {
        String report = scenario("run", NAME, "--variant", "buggy").out();
        String token = report.replaceFirst("(?s).*scenario replay (\\S+)\n.*", "$1");
        Result result = scenario("replay", token);
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(cut(result.out())).isEqualTo(cut(report));
        Path file = Files.writeString(folder.resolve("a.dl"), "# found\n" + token + " # why\n\n");
        assertThat(scenario("replay", file.toString()).out()).isEqualTo(result.out());
    }

    /** From the circle to the replay token: what the search was like differs. */
    private static String cut(String report) {
        return report.substring(report.indexOf("\n\n"), report.indexOf("  Replay"));
    }

    @Test
    void aTokenOfAnotherModelIsStatusFour() {
        Result result = scenario("replay", "dl1:example.two-mutexes:buggy::z900");
        assertThat(result.status()).as(result.toString()).isEqualTo(4);
        assertThat(result.err()).contains("diverged at step 1");
    }

    // ---- forms

    @Test
    void formsGoToStandardOutputOrToFiles() throws IOException {
        Result json = scenario("run", NAME, "--format", "json");
        assertThat(JsonReader.read(json.out()))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("schema", "fuselage.report/1");
        Path directory = Files.createDirectory(folder.resolve("reports"));
        Result files =
                scenario(
                        "run",
                        NAME,
                        "--format",
                        "text,json,junit,sarif,kernel",
                        "--output",
                        directory.toString(),
                        "--timeline",
                        directory.toString());
        assertThat(files.out()).startsWith("DEADLOCK");
        assertThat(directory.toFile().list())
                .containsExactlyInAnyOrder(
                        "report.txt",
                        "report.json",
                        "report.xml",
                        "report.sarif",
                        "report.log",
                        "example.two-mutexes.buggy.perfetto.json");
        assertThat(Files.readString(directory.resolve("report.json"))).isEqualTo(json.out());
    }

    @Test
    void githubGetsAnnotationsAndAStepSummary() throws IOException {
        Path summary = folder.resolve("summary.md");
        Map<String, String> variables = new HashMap<>();
        variables.put("GITHUB_ACTIONS", "true");
        variables.put("GITHUB_STEP_SUMMARY", summary.toString());
        Result result = with(variables, "run", "example/*");
        assertThat(result.out())
                .contains("\n::error title=DEADLOCK example/overconfident (buggy)::");
        assertThat(Files.readString(summary)).startsWith("## Scenarios\n");
        assertThat(with(variables, "run", "example/*", "--ci", "none").out())
                .doesNotContain("::error");
    }

    // ---- shards

    @Test
    void shardsMergeToTheWholeAndAMissingOneIsRefused() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("shards"));
        for (int i = 0; i < 3; i++) {
            Map<String, String> pod =
                    Map.of("JOB_COMPLETION_INDEX", "" + i, "FUSELAGE_SHARD_COUNT", "3");
            Result result =
                    with(pod, "run", NAME, "--shard", "auto", "--output", directory.toString());
            assertThat(result.status()).as(result.toString()).isZero();
        }
        Result merged = scenario("merge", directory.toString());
        assertThat(merged.status()).as(merged.toString()).isZero();
        assertThat(merged.out())
                .containsPattern("(?m)^ok +example/two-mutexes +buggy +DEADLOCK")
                .containsPattern("(?m)^ok +example/two-mutexes +fixed +PASSED EXHAUSTIVE")
                .endsWith("2 searches: 2 as expected, 0 violated, 0 inconclusive\n");
        Files.delete(directory.resolve("report-2-of-3.json"));
        assertRefused(scenario("merge", directory.toString()), "shard 2/3 is missing");
    }

    @Test
    void examplesForCiArePrinted() {
        assertThat(scenario("ci", "kubernetes").out())
                .contains("completionMode: Indexed", "FUSELAGE_SHARD_COUNT", "[1, 3, 4]");
        assertThat(scenario("ci", "github").out()).contains("scenario merge reports");
    }

    // ---- bad input

    @Test
    void badInputIsOneLineAndStatusTwo() {
        assertRefused(scenario(), "a command is missing");
        assertRefused(scenario("rnu"), "unknown command 'rnu' (did you mean run?)");
        assertRefused(scenario("run", "example/two-mutex"), "(did you mean example/two-mutexes?)");
        assertRefused(scenario("run", "dax/lock-inversion"), "is planned");
        assertRefused(scenario("run", "--strategy", "bound"), "(did you mean bounded?)");
        assertRefused(scenario("run", "--preemptions", "x"), "'x' is not a whole number");
        assertRefused(scenario("run", "--strategy", "pct", "--preemptions", "2"), "--preemptions");
        assertRefused(scenario("run", "--budget", "soon"), "'soon' is no limit");
        assertRefused(scenario("run", "--budget", "0s"), "'0s' is not a limit");
        assertRefused(scenario("run", NAME, "--set", "round=2"), "(did you mean rounds?)");
        assertRefused(scenario("run", NAME, "--set", "rounds=9"), "it is from 1 to 4");
        assertRefused(scenario("run", NAME, "--set", "rounds"), "write NAME=N");
        assertRefused(
                scenario("run", "--expect", "deadlock-nver"), "(did you mean deadlock-never?)");
        assertRefused(scenario("run", "--shard", "4/3"), "'4/3' is no shard");
        assertRefused(scenario("run", "--shard", "auto"), "JOB_COMPLETION_INDEX");
        assertRefused(scenario("run", "--format", "yaml"), "unknown value 'yaml'");
        assertRefused(scenario("run", "--format", "json,junit"), "need --output");
        assertRefused(scenario("run", "--output", "/no/such/file"), "no such directory");
        assertRefused(scenario("merge", "/no/such"), "is no directory");
        assertRefused(scenario("merge", folder.toString()), "there is no report");
        assertRefused(scenario("explore"), "SCENARIO");
        assertRefused(scenario("run", "--no-such-option"), "unknown option");
    }

    @Test
    void malformedTokensAreOneClearLine() {
        assertRefused(scenario("replay", "hello"), "a token starts with dl1:");
        assertRefused(scenario("replay", "dl1:a:b"), "a token has 5 fields");
        assertRefused(scenario("replay", "dl1:example.two-mutexes:worse::a1"), "worse");
        assertRefused(scenario("replay", "dl1:example.two-mutxes:buggy::a1"), "did you mean");
        assertRefused(
                scenario("replay", "dl1:example.two-mutexes:buggy:rounds=99:a1"), "from 1 to 4");
        assertRefused(
                scenario("replay", "dl1:example.two-mutexes:buggy:x=1:a1"), "unknown size 'x'");
        assertRefused(scenario("replay", "dl1:example.two-mutexes:buggy::a0"), "a run of no steps");
        assertRefused(scenario("replay", "dl1:example.two-mutexes:buggy::a1 b!"), "no schedule");
    }
}
