package dev.fuselage.cli.report;

import dev.fuselage.cli.UsageError;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that an option names for output, written line by line. */
final class OutputFile implements AutoCloseable {

    private final BufferedWriter writer;

    private OutputFile(BufferedWriter writer) {
        this.writer = writer;
    }

    /**
     * Opens the file, replacing what is there.
     *
     * @param option for messages
     */
    static OutputFile open(String option, String file) {
        Path path = Path.of(file);
        Path parent = path.toAbsolutePath().getParent();
        if (Files.isDirectory(path)) {
            throw new UsageError(option + ": " + file + ": is a directory");
        }
        if (parent == null || !Files.isDirectory(parent)) {
            throw new UsageError(option + ": " + file + ": no such directory");
        }
        try {
            return new OutputFile(Files.newBufferedWriter(path, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UsageError(option + ": " + file + ": cannot be written");
        }
    }

    void line(String text) {
        try {
            writer.write(text);
            writer.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
