package dev.fuselage.riscv.sbi;

import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.InterruptLine;

/** Supervisor software interrupts on other harts (SBI 3.0, 7). */
final class IpiExtension implements Extension {
    private static final long ID = 0x73_5049L;
    private static final long SEND_IPI = 0;

    private final Harts harts;
    private final HartList list;

    IpiExtension(Harts harts, HartList list) {
        this.harts = harts;
        this.list = list;
    }

    @Override
    public boolean has(long id) {
        return id == ID;
    }

    @Override
    public void serve(Call call) {
        if (call.function() != SEND_IPI) {
            call.fail(SbiError.NOT_SUPPORTED);
        } else if (!list.choose(call.argument(0), call.argument(1))) {
            call.fail(SbiError.INVALID_PARAM);
        } else {
            send(harts, list);
            call.succeed();
        }
    }

    /** To every hart of the list that is started; the others have no supervisor to interrupt. */
    static void send(Harts harts, HartList list) {
        for (int id = list.next(0); id >= 0; id = list.next(id + 1)) {
            if (harts.hart(id).isStarted()) {
                harts.hart(id).setInterrupt(InterruptLine.SUPERVISOR_SOFTWARE, true);
            }
        }
    }
}
