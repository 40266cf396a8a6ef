package dev.fuselage.scenarios.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The test that the README shows is one of these, and short. */
class ReadmeScenarioTest {
    private static final String SOURCE =
            "src/test/java/dev/fuselage/scenarios/junit/LockOrderTest.java";

    private static Path module() {
        return Path.of("").toAbsolutePath();
    }

    private static Path readme() {
        Path at = module();
        while (at.getParent() != null && !Files.exists(at.resolve("fuselage"))) {
            at = at.getParent();
        }
        return at.resolve("README.md");
    }

    @Test
    void theReadmeShowsATestThatRunsHere() throws IOException {
        Matcher block =
                Pattern.compile("(?s)```java\n(.*?)```").matcher(Files.readString(readme()));
        assertThat(block.find()).isTrue();
        String shown = block.group(1);
        String source = Files.readString(module().resolve(SOURCE));
        // The package is the user's; what it shares with this one has to be imported there.
        String own = source.replaceFirst("package [^\n]*\n\n", "");
        String imported =
                shown.replaceAll("import dev\\.fuselage\\.scenarios\\.junit\\.\\w+;\n", "");
        assertThat(imported).isEqualTo(own);
        assertThat(shown.lines().count()).isLessThan(40);
    }
}
