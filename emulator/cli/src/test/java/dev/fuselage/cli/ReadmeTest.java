package dev.fuselage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of the README, and compares their output where it shows some. */
final class ReadmeTest {

    @TempDir private Path folder;

    private static Path readme() {
        Path at = Path.of("").toAbsolutePath();
        while (at.getParent() != null && !Files.exists(at.resolve("fuselage"))) {
            at = at.getParent();
        }
        return at.resolve("README.md");
    }

    @TestFactory
    Stream<DynamicTest> everyExampleDoesWhatItShows() throws IOException {
        Path readme = readme();
        List<ReadmeExample> examples = ReadmeExample.all(Files.readString(readme));
        Files.copy(readme, folder.resolve("README.md"));
        return examples.stream()
                .map(example -> DynamicTest.dynamicTest(example.command(), () -> check(example)));
    }

    private void check(ReadmeExample example) {
        Cli.Result result = Cli.fuselage(example.arguments(folder, readme().resolveSibling(".")));
        assertThat(result.status())
                .as("status of %s, which complained: %s", example.command(), result.err())
                .isNotIn(ExitStatus.BAD_USAGE, ExitStatus.INTERNAL_ERROR);
        if (!example.output().isEmpty()) {
            assertThat(result.out() + result.err()).matches(example.outputPattern());
        } else {
            assertThat(result.status()).isZero();
        }
    }
}
