package dev.fuselage.kernel.program.workload;

import java.util.HashMap;
import java.util.Map;

/** What the lines of a script do, by their first word. */
final class Commands {
    /** Does what a line says and tells the result. */
    @FunctionalInterface
    interface Command {
        String run(Arguments a);
    }

    private final Map<String, Command> commands = new HashMap<>();

    Commands with(String name, Command command) {
        commands.put(name, command);
        return this;
    }

    Command of(String name) {
        Command command = commands.get(name);
        if (command == null) {
            throw new IllegalArgumentException("no command '" + name + "'");
        }
        return command;
    }
}
