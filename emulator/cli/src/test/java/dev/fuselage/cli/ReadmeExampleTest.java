package dev.fuselage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReadmeExampleTest {

    private static final String README =
            """
            # Title
            ```sh
            ./fuselage test
            ./fuselage run --share . -c 'echo a'   # says a
            ```
            ```
            ./fuselage not this
            ```
            ```sh
            $ ./fuselage run --share x=dir,cache=none --trace t.jsonl -c "echo 'b c'"
            b c
            ...
            took ~12 cycles
            $ other
            ignored
            ```
            """;

    @Test
    void commandsAndTheirOutputAreFound() {
        List<ReadmeExample> examples = ReadmeExample.all(README);
        assertThat(examples)
                .extracting(ReadmeExample::command)
                .containsExactly(
                        "./fuselage run --share . -c 'echo a'   # says a",
                        "./fuselage run --share x=dir,cache=none --trace t.jsonl -c \"echo 'b c'\"");
        assertThat(examples.get(0).output()).isEmpty();
        assertThat(examples.get(1).output()).containsExactly("b c", "...", "took ~12 cycles");
    }

    @Test
    void filesAreThoseOfTheTestsFolder() {
        List<ReadmeExample> examples = ReadmeExample.all(README);
        Path folder = Path.of("/f");
        assertThat(examples.get(0).arguments(folder, Path.of("/r")))
                .containsExactly("run", "--share", "/f", "-c", "echo a");
        assertThat(examples.get(1).arguments(folder, Path.of("/r")))
                .containsExactly(
                        "run",
                        "--share",
                        "x=/f/dir,cache=none",
                        "--trace",
                        "/f/t.jsonl",
                        "-c",
                        "echo 'b c'");
    }

    @Test
    void dotsStandForLinesAndATildeForAWord() {
        assertThat(ReadmeExample.all(README).get(1).outputPattern())
                .matches(pattern -> pattern.matcher("b c\ntook 9 cycles\n").matches())
                .matches(pattern -> pattern.matcher("b c\nx\ny\ntook 9 cycles\n").matches())
                .matches(pattern -> !pattern.matcher("b d\ntook 9 cycles\n").matches());
    }
}
