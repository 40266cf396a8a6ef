package dev.fuselage.scenarios.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that say how a report has to look. They are read, and changed by hand; with {@code
 * -Dfuselage.golden=DIR} what is there now is written to that directory for comparison.
 */
final class Golden {
    private Golden() {}

    static void check(String name, String actual) throws IOException {
        String directory = System.getProperty("fuselage.golden");
        if (directory != null) {
            Files.writeString(Path.of(directory, name), actual);
        }
        try (InputStream file = Golden.class.getResourceAsStream(name)) {
            assertThat(file).as("golden file %s", name).isNotNull();
            assertThat(actual)
                    .as(name)
                    .isEqualTo(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
