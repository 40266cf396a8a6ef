package dev.fuselage.cli.workload;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.fuselage.cli.session.HangException;
import dev.fuselage.cli.share.ShareSpec;
import dev.fuselage.cli.trace.TraceComparison;
import dev.fuselage.kernel.program.workload.WorkloadScript;
import dev.fuselage.kernel.program.workload.WorkloadSyntaxException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a real guest did is what the modelled one must do: requests and results of each workload
 * equal the recording of a Linux 6.12 guest.
 */
final class TraceOracleTest {
    private static final List<WorkloadMode> MODES =
            Stream.of(WorkloadMode.values()).filter(WorkloadMode::isAvailable).toList();

    private static Path recordings() throws URISyntaxException {
        URL folder = TraceOracleTest.class.getResource("/traces");
        return Path.of(Objects.requireNonNull(folder).toURI());
    }

    private static List<Path> workloads() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(recordings())) {
            return files.filter(file -> file.toString().endsWith(".wl")).sorted().toList();
        }
    }

    @TestFactory
    Stream<DynamicContainer> workloadsInMemoryDoWhatWasRecorded()
            throws IOException, URISyntaxException {
        List<Path> workloads = workloads();
        return MODES.stream()
                .map(mode -> dynamicContainer(mode.text(), inMemory(workloads, mode).stream()));
    }

    private static List<DynamicTest> inMemory(List<Path> workloads, WorkloadMode mode) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path workload : workloads) {
            if (Files.exists(recording(workload, mode, "trace"))) {
                String name = workload.getFileName() + " " + mode.text();
                tests.add(dynamicTest(name, () -> compare(workload, mode, ShareSpec.IN_MEMORY)));
            }
        }
        return tests;
    }

    @TestFactory
    Stream<DynamicContainer> workloadsOnADirectoryDoWhatWasRecorded()
            throws IOException, URISyntaxException {
        List<Path> workloads = workloads();
        return MODES.stream()
                .map(mode -> dynamicContainer(mode.text(), onDirectory(workloads, mode).stream()));
    }

    private static List<DynamicTest> onDirectory(List<Path> workloads, WorkloadMode mode) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path workload : workloads) {
            if (Files.exists(recording(workload, mode, "trace"))) {
                String name = workload.getFileName() + " " + mode.text();
                tests.add(dynamicTest(name, () -> compareOnDirectory(workload, mode)));
            }
        }
        return tests;
    }

    private static void compareOnDirectory(Path workload, WorkloadMode mode)
            throws IOException, WorkloadSyntaxException, HangException {
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "only root can give files to others and make devices");
        try (FreshDirectory directory = FreshDirectory.make()) {
            compare(workload, mode, directory.path().toString());
        }
    }

    private static Path recording(Path workload, WorkloadMode mode, String what) {
        String name = String.valueOf(workload.getFileName());
        String bare = name.substring(0, name.length() - ".wl".length());
        return workload.resolveSibling(bare + "." + mode.text() + "." + what);
    }

    private static void compare(Path workload, WorkloadMode mode, String source)
            throws IOException, WorkloadSyntaxException, HangException {
        String name = String.valueOf(workload.getFileName());
        String bare = name.substring(0, name.length() - ".wl".length());
        WorkloadScript script = WorkloadScript.parse(bare, Files.readAllLines(workload));
        WorkloadRecording ran = WorkloadRun.run(script, mode, source);
        String differences =
                TraceComparison.difference(
                                name + " results",
                                Files.readAllLines(recording(workload, mode, "result")),
                                ran.results())
                        + TraceComparison.difference(
                                name + " requests",
                                Files.readAllLines(recording(workload, mode, "trace")),
                                ran.trace());
        Assertions.assertTrue(differences.isEmpty(), () -> "(- recorded, + here)\n" + differences);
    }
}
