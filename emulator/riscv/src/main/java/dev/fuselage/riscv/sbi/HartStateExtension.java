package dev.fuselage.riscv.sbi;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Harts;

/** Starting, stopping and suspending harts (SBI 3.0, 9). */
final class HartStateExtension implements Extension {
    private static final long ID = 0x48_534dL;

    private static final int DEFAULT_RETENTIVE = 0;
    private static final int DEFAULT_NON_RETENTIVE = 0x8000_0000;

    private final Harts harts;
    private final HartStates states;
    private final GuestMemory memory;

    HartStateExtension(Harts harts, HartStates states, GuestMemory memory) {
        this.harts = harts;
        this.states = states;
        this.memory = memory;
    }

    @Override
    public boolean has(long id) {
        return id == ID;
    }

    @Override
    public void serve(Call call) {
        long function = call.function();
        if (function == 0) {
            start(call);
        } else if (function == 1) {
            call.hart().stop();
        } else if (function == 2) {
            status(call);
        } else if (function == 3) {
            suspend(call);
        } else {
            call.fail(SbiError.NOT_SUPPORTED);
        }
    }

    private void start(Call call) {
        long id = call.argument(0);
        if (!states.exists(id)) {
            call.fail(SbiError.INVALID_PARAM);
            return;
        }
        Hart hart = harts.hart((int) id);
        if (!Code.isEntry(memory, call.argument(1))) {
            call.fail(SbiError.INVALID_ADDRESS);
        } else if (hart.isStarted()) {
            call.fail(SbiError.ALREADY_AVAILABLE);
        } else {
            hart.startSupervisor(call.argument(1), call.argument(2));
            call.succeed();
        }
    }

    private void status(Call call) {
        if (states.exists(call.argument(0))) {
            call.succeed(states.of(call.argument(0)));
        } else {
            call.fail(SbiError.INVALID_PARAM);
        }
    }

    private void suspend(Call call) {
        int type = call.argument32(0);
        if (type == DEFAULT_RETENTIVE) {
            call.succeed();
            states.suspend(call.hart());
        } else if (type != DEFAULT_NON_RETENTIVE) {
            call.fail(SbiError.INVALID_PARAM);
        } else if (!Code.isEntry(memory, call.argument(1))) {
            call.fail(SbiError.INVALID_ADDRESS);
        } else {
            call.continueAt(call.argument(1), call.argument(2));
            states.suspend(call.hart());
        }
    }
}
