package dev.fuselage.riscv.sbi;

import dev.fuselage.machine.memory.GuestMemory;

/**
 * Suspend to RAM (SBI 3.0, 13): the last hart that runs is suspended; what it has enabled of its
 * interrupts wakes the system.
 */
final class SystemSuspendExtension implements Extension {
    private static final long ID = 0x5355_5350L;
    private static final long SYSTEM_SUSPEND = 0;
    private static final int SUSPEND_TO_RAM = 0;

    private final HartStates states;
    private final GuestMemory memory;

    SystemSuspendExtension(HartStates states, GuestMemory memory) {
        this.states = states;
        this.memory = memory;
    }

    @Override
    public boolean has(long id) {
        return id == ID;
    }

    @Override
    public void serve(Call call) {
        if (call.function() != SYSTEM_SUSPEND) {
            call.fail(SbiError.NOT_SUPPORTED);
        } else if (call.argument32(0) != SUSPEND_TO_RAM) {
            call.fail(SbiError.INVALID_PARAM);
        } else if (!Code.isEntry(memory, call.argument(1))) {
            call.fail(SbiError.INVALID_ADDRESS);
        } else if (!states.isAlone(call.hart())) {
            call.fail(SbiError.DENIED);
        } else {
            call.continueAt(call.argument(1), call.argument(2));
            states.suspend(call.hart());
        }
    }
}
