package dev.fuselage.kernel.program.workload;

import java.util.List;

/** One line of a script. */
public sealed interface WorkloadStep {
    /** The words of the line, without the {@code +} or {@code !} of a host step. */
    List<String> words();

    /** Where it stands in the file, counted from 1. */
    int lineNumber();

    /** The line as traces and results show it. */
    default String text() {
        return String.join(" ", words());
    }

    /** Something done to the shared directory from outside the guest. */
    record HostStep(int lineNumber, List<String> words) implements WorkloadStep {
        /** A copy that nobody changes. */
        public HostStep {
            words = List.copyOf(words);
        }
    }

    /**
     * One raw system call.
     *
     * @param number its place among the guest's lines, from 1; 0 is the mount before them
     */
    record GuestLine(int lineNumber, int number, List<String> words) implements WorkloadStep {
        /** A copy that nobody changes. */
        public GuestLine {
            words = List.copyOf(words);
        }

        /** The command word. */
        public String command() {
            return words.getFirst();
        }

        /** The words after the command. */
        public List<String> arguments() {
            return words.subList(1, words.size());
        }
    }
}
