package dev.fuselage.riscv.sbi;

import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.InterruptLine;

/** The calls of SBI 0.1, each with an extension id of its own (SBI 3.0, 5). */
final class LegacyExtension implements Extension {
    private static final int SET_TIMER = 0;
    private static final int CONSOLE_PUTCHAR = 1;
    private static final int CONSOLE_GETCHAR = 2;
    private static final int CLEAR_IPI = 3;
    private static final int SEND_IPI = 4;
    private static final int REMOTE_FENCE_I = 5;
    private static final int REMOTE_SFENCE_VMA = 6;
    private static final int REMOTE_SFENCE_VMA_ASID = 7;
    private static final int SHUTDOWN = 8;

    private final Harts harts;
    private final HartList list;
    private final DebugConsole console;
    private final SystemReset reset;

    LegacyExtension(Harts harts, HartList list, DebugConsole console, SystemReset reset) {
        this.harts = harts;
        this.list = list;
        this.console = console;
        this.reset = reset;
    }

    @Override
    public boolean has(long id) {
        return id >= SET_TIMER && id <= SHUTDOWN;
    }

    @Override
    public void serve(Call call) {
        switch ((int) call.extension()) {
            case SET_TIMER -> {
                call.hart().setCsr(Registers.STIMECMP, call.argument(0));
                call.answerLegacy(0);
            }
            case CONSOLE_PUTCHAR -> {
                console.write(call.argument32(0) & 0xff);
                call.answerLegacy(0);
            }
            case CONSOLE_GETCHAR -> call.answerLegacy(console.read());
            case CLEAR_IPI -> clearIpi(call);
            case SEND_IPI, REMOTE_FENCE_I, REMOTE_SFENCE_VMA, REMOTE_SFENCE_VMA_ASID ->
                    toOthers(call);
            default -> reset.reset(SystemReset.Type.SHUTDOWN, SystemReset.Reason.NONE);
        }
    }

    private static void clearIpi(Call call) {
        Hart hart = call.hart();
        boolean pending = (hart.csr(Registers.MIP) & Registers.MIP_SSIP) != 0;
        hart.setInterrupt(InterruptLine.SUPERVISOR_SOFTWARE, false);
        call.answerLegacy(pending ? 1 : 0);
    }

    private void toOthers(Call call) {
        long start = call.argument(1);
        long size = call.argument(2);
        boolean ranged = call.extension() >= REMOTE_SFENCE_VMA;
        if (ranged && !RemoteFenceExtension.isRange(start, size)) {
            call.answerLegacy(SbiError.INVALID_ADDRESS.code());
            return;
        }
        if (!list.chooseAt(call.argument(0), call.hart())) {
            return;
        }
        switch ((int) call.extension()) {
            case SEND_IPI -> IpiExtension.send(harts, list);
            case REMOTE_FENCE_I -> RemoteFenceExtension.fenceInstructions(harts, list);
            default -> RemoteFenceExtension.fenceTranslations(harts, list, start, size);
        }
        call.answerLegacy(0);
    }
}
