package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.outcome.TaskView;
import java.util.ArrayList;
import java.util.List;

/** Kernel stacks, two side by side where they fit, with each lock at the frame that took it. */
final class StackSection {
    private static final int GAP = 3;

    private final List<TaskView> tasks;

    StackSection(List<TaskView> tasks) {
        this.tasks = tasks;
    }

    void write(Lines lines) {
        int i = 0;
        while (i < tasks.size()) {
            List<String> left = block(tasks.get(i));
            List<String> right = i + 1 < tasks.size() ? block(tasks.get(i + 1)) : List.of();
            if (2 + width(left) + GAP + width(right) > Lines.WIDTH) {
                right = List.of();
            }
            if (i > 0) {
                lines.blank();
            }
            // Both columns begin where they would on an even page, if they fit so.
            int column =
                    Math.max(
                            width(left),
                            Math.min(
                                    (Lines.WIDTH - GAP) / 2, Lines.WIDTH - 2 - GAP - width(right)));
            for (int row = 0; row < Math.max(left.size(), right.size()); row++) {
                String first = row < left.size() ? left.get(row) : "";
                String second = row < right.size() ? right.get(row) : "";
                lines.add("  " + Lines.padded(first, column + GAP) + second);
            }
            i += right.isEmpty() ? 1 : 2;
        }
    }

    private static int width(List<String> block) {
        return block.stream().mapToInt(String::length).max().orElse(0);
    }

    private static List<String> block(TaskView task) {
        List<String> lines = new ArrayList<>();
        lines.add(task.name() + "  " + task.letter());
        int width =
                task.stack().stream().mapToInt(frame -> frame.function().length()).max().orElse(0);
        for (int i = 0; i < task.stack().size(); i++) {
            TaskView.Frame frame = task.stack().get(i);
            String function = "  " + Lines.padded(frame.function(), width) + "  ";
            List<String> marks = new ArrayList<>();
            if (i == 0 && !task.waitsFor().isEmpty()) {
                marks.add("<- blocked");
            }
            Phrases.ranges(frame.locks()).forEach(lock -> marks.add("+ " + lock));
            lines.add(function + (marks.isEmpty() ? "" : marks.getFirst()));
            for (int mark = 1; mark < marks.size(); mark++) {
                lines.add(" ".repeat(function.length()) + marks.get(mark));
            }
        }
        return lines.stream().map(String::stripTrailing).toList();
    }
}
