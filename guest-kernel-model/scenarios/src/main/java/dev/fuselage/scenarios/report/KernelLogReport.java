package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.CycleNode;
import dev.fuselage.scenarios.outcome.CycleNode.EventNode;
import dev.fuselage.scenarios.outcome.CycleNode.HostNode;
import dev.fuselage.scenarios.outcome.CycleNode.LockNode;
import dev.fuselage.scenarios.outcome.CycleNode.TaskNode;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.outcome.Potential;
import dev.fuselage.scenarios.outcome.TaskView;
import java.util.List;

/**
 * Outcomes in the lines that a kernel logs, for those who read them every day: a box as lockdep
 * draws it, then each task as the hung task detector shows it, with steps in place of seconds.
 */
public final class KernelLogReport {
    private static final String DOUBLE_RULE = "=".repeat(54);
    private static final String RULE = "-".repeat(54);

    private final Lines lines = new Lines();

    private KernelLogReport() {}

    /** The lines; one for an outcome without a counterexample. */
    public static String of(Outcome outcome) {
        KernelLogReport log = new KernelLogReport();
        Counterexample counterexample = outcome.counterexample();
        if (counterexample == null) {
            log.lines.add(
                    "INFO: %s: %s: %s"
                            .formatted(
                                    Phrases.name(outcome),
                                    Phrases.title(outcome.verdict()),
                                    Phrases.finding(outcome)));
        } else {
            log.box(
                    "WARNING: %s: %s"
                            .formatted(
                                    Phrases.title(counterexample.verdict()),
                                    counterexample.headline()),
                    Phrases.name(outcome));
            log.owners(counterexample);
            counterexample.tasks().stream().filter(TaskView::inCycle).forEach(log::task);
        }
        outcome.potentials().forEach(log::potential);
        return log.lines.toString();
    }

    private void box(String title, String below) {
        lines.add(DOUBLE_RULE).add(title).add(below).add(RULE);
    }

    /** {@code CONFIG_DETECT_HUNG_TASK_BLOCKER}'s sentences. */
    private void owners(Counterexample counterexample) {
        List<CycleNode> cycle = counterexample.cycle();
        for (int i = 0; i < cycle.size(); i++) {
            if (cycle.get(i) instanceof TaskNode task) {
                lines.add(
                        "INFO: task %s blocked since step %d of %d."
                                .formatted(
                                        kernelName(task.name()),
                                        task.sinceStep(),
                                        counterexample.schedule().size()));
                owned("task " + kernelName(task.name()), cycle.get((i + 1) % cycle.size()));
            } else if (cycle.get(i) instanceof HostNode host) {
                owned("server thread " + host.name(), cycle.get((i + 1) % cycle.size()));
            }
        }
    }

    private void owned(String who, CycleNode next) {
        switch (next) {
            case LockNode lock -> owned(who, lock.kind(), "owned", lock.holders());
            case EventNode event -> owned(who, event.kind(), "to be delivered", event.deliverers());
            case TaskNode _, HostNode _ -> {}
        }
    }

    private void owned(String waiter, String kind, String how, List<String> who) {
        List<String> names = who.stream().map(KernelLogReport::kernelName).toList();
        lines.add(
                "INFO: %s is blocked on a %s %s by %s."
                        .formatted(
                                waiter,
                                kind,
                                how,
                                names.isEmpty() ? "nobody" : String.join(", ", names)));
    }

    /** "cat:7" for "cat [7]"; anything else as it is. */
    private static String kernelName(String name) {
        return name.replaceFirst("^(.*) \\[(\\d+)\\]$", "$1:$2");
    }

    private void task(TaskView task) {
        int bracket = task.name().lastIndexOf(" [");
        String comm = bracket < 0 ? task.name() : task.name().substring(0, bracket);
        lines.add("task:%-15s state:%s pid:%-5d".formatted(comm, task.letter(), task.pid()));
        lines.add("Call Trace:").add(" <TASK>");
        for (TaskView.Frame frame : task.stack()) {
            lines.add(" " + frame.function());
            frame.locks().forEach(lock -> lines.add("   took " + lock));
        }
        lines.add(" </TASK>");
    }

    private void potential(Potential potential) {
        box("WARNING: possible circular dependency detected", potential.signature());
        for (int i = 0; i < potential.edges().size(); i++) {
            lines.add("-> #%d (%s)".formatted(i, potential.edges().get(i)));
        }
    }
}
