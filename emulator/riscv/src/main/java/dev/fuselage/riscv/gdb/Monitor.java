package dev.fuselage.riscv.gdb;

import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Harts;

/** Commands of our own, which GDB sends as they are typed: {@code monitor COMMAND}. */
final class Monitor {
    private static final String HELP =
            """
            info harts   what each hart is at, its pc, instructions and cycles
            info time    virtual time in cycles
            help         this list
            """;

    private final Harts harts;

    Monitor(Harts harts) {
        this.harts = harts;
    }

    /** What a command answers: lines, each with its end. */
    String answer(String command) {
        return switch (command.strip().replaceAll("\\s+", " ")) {
            case "help", "" -> HELP;
            case "info harts" -> harts();
            case "info time" -> "%d cycles\n".formatted(harts.hart(0).simulation().now());
            default -> "unknown command '%s'; monitor help lists them\n".formatted(command.strip());
        };
    }

    private String harts() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < harts.count(); i++) {
            Hart hart = harts.hart(i);
            lines.append(
                    "%s, pc 0x%x, %d instructions, cycle %d\n"
                            .formatted(
                                    Threads.describe(hart),
                                    hart.pc(),
                                    hart.instructions(),
                                    hart.now()));
        }
        return lines.toString();
    }
}
