package dev.fuselage.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where lines typed before are kept: {@code $XDG_STATE_HOME/fuselage/history}. */
final class HistoryFile {

    private HistoryFile() {}

    /** The file, whose folder is there; empty when there is no place for it. */
    static Optional<Path> find(Map<String, String> variables) {
        String state = variables.getOrDefault("XDG_STATE_HOME", "");
        String home = variables.getOrDefault("HOME", "");
        if (state.isEmpty() && home.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path base = state.isEmpty() ? Path.of(home, ".local", "state") : Path.of(state);
            Path folder = Files.createDirectories(base.resolve("fuselage"));
            return Optional.of(folder.resolve("history"));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
