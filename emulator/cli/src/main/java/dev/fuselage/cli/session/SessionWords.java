package dev.fuselage.cli.session;

import dev.fuselage.kernel.program.Programs;
import java.util.ArrayList;
import java.util.List;

/** The words a line of commands may begin or go on with, for completion. */
public final class SessionWords {

    private static final List<String> BUILT_IN =
            List.of("cd", "exit", "help", "jobs", "umask", "wait");

    private SessionWords() {}

    /** What may stand first: programs, built-in commands, the session's own. */
    public static List<String> commands() {
        List<String> words = new ArrayList<>(Programs.names());
        words.addAll(BUILT_IN);
        words.addAll(SessionCommands.NAMES);
        words.sort(null);
        return words;
    }

    /** What may stand second after a command of the session; empty for all others. */
    public static List<String> after(String command) {
        return SessionCommands.wordsAfter(command);
    }
}
