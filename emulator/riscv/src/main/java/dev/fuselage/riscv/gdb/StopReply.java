package dev.fuselage.riscv.gdb;

import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Watchpoints;

/** Packets that say why everything stands still (appendix "Stop Reply Packets"). */
final class StopReply {
    /** No signal. */
    static final int NONE = 0;

    /** SIGINT: the client has asked for it. */
    static final int INTERRUPT = 2;

    /** SIGTRAP: a breakpoint, a watchpoint or the end of a step. */
    static final int TRAP = 5;

    private StopReply() {}

    static String plain(int signal, Hart hart) {
        return of(signal, hart, "");
    }

    /**
     * A stop of a hart.
     *
     * @param reason what is known besides: empty, or {@code name:value;}
     */
    static String of(int signal, Hart hart, String reason) {
        return "T%02x%sthread:%s;%02x:%s;"
                .formatted(
                        signal,
                        reason,
                        Threads.text(hart),
                        Registers.PC,
                        Registers.text(hart.pc()));
    }

    static String watch(Watchpoints.Kind kind, long address) {
        String name =
                switch (kind) {
                    case WRITE -> "watch";
                    case READ -> "rwatch";
                    case ACCESS -> "awatch";
                };
        return "%s:%x;".formatted(name, address);
    }
}
