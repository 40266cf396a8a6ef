package dev.fuselage.kernel.program.workload;

import dev.fuselage.kernel.program.workload.WorkloadStep.GuestLine;
import dev.fuselage.kernel.program.workload.WorkloadStep.HostStep;
import java.util.ArrayList;
import java.util.List;

/**
 * A parsed script: host steps before the mount ({@code +}), then guest lines and host steps ({@code
 * !}) in their order.
 *
 * @param name the name traces carry: the file's name without {@code .wl}
 * @param description the comments at the top
 * @param setup host steps before the mount
 * @param steps guest lines and host steps after it
 */
public record WorkloadScript(
        String name, String description, List<HostStep> setup, List<WorkloadStep> steps) {
    /** Copies that nobody changes. */
    public WorkloadScript {
        setup = List.copyOf(setup);
        steps = List.copyOf(steps);
    }

    /** The guest lines alone. */
    public List<GuestLine> guestLines() {
        List<GuestLine> lines = new ArrayList<>();
        for (WorkloadStep step : steps) {
            if (step instanceof GuestLine line) {
                lines.add(line);
            }
        }
        return lines;
    }

    /**
     * Reads a script.
     *
     * @param name the file's name without {@code .wl}
     * @throws WorkloadSyntaxException at the first line that is not in the language
     */
    public static WorkloadScript parse(String name, List<String> lines)
            throws WorkloadSyntaxException {
        List<HostStep> setup = new ArrayList<>();
        List<WorkloadStep> steps = new ArrayList<>();
        StringBuilder description = new StringBuilder();
        int number = 0;
        for (int i = 0; i < lines.size(); i++) {
            int at = i + 1;
            String line = lines.get(i).strip();
            if (line.isEmpty()) {
                continue;
            }
            if (line.startsWith("#")) {
                description
                        .append(description.isEmpty() ? "" : "\n")
                        .append(line.substring(1).strip());
            } else if (line.startsWith("+") || line.startsWith("!")) {
                List<String> words = Words.of(line.substring(1));
                check(name, at, "host step", HostCommand.check(words));
                if (line.startsWith("!")) {
                    steps.add(new HostStep(at, words));
                } else if (steps.isEmpty()) {
                    setup.add(new HostStep(at, words));
                } else {
                    throw new WorkloadSyntaxException(
                            name,
                            at,
                            "'+' steps run before the mount and must come first; write '!' here");
                }
            } else {
                List<String> words = Words.of(line);
                check(name, at, "command", GuestCommand.check(words));
                steps.add(new GuestLine(at, ++number, words));
            }
        }
        return new WorkloadScript(name, description.toString(), setup, steps);
    }

    private static void check(String name, int at, String what, String why)
            throws WorkloadSyntaxException {
        if (!why.isEmpty()) {
            throw new WorkloadSyntaxException(name, at, what + " " + why);
        }
    }
}
