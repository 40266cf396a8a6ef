package dev.fuselage.riscv.sbi;

/** Shutdown and reboot (SBI 3.0, 10). */
final class SystemResetExtension implements Extension {
    private static final long ID = 0x5352_5354L;
    private static final long SYSTEM_RESET = 0;

    // Numbered as the specification numbers them.
    private static final SystemReset.Type[] TYPES = SystemReset.Type.values();
    private static final SystemReset.Reason[] REASONS = SystemReset.Reason.values();

    private final SystemReset reset;

    SystemResetExtension(SystemReset reset) {
        this.reset = reset;
    }

    @Override
    public boolean has(long id) {
        return id == ID;
    }

    @Override
    public void serve(Call call) {
        int type = call.argument32(0);
        int reason = call.argument32(1);
        if (call.function() != SYSTEM_RESET) {
            call.fail(SbiError.NOT_SUPPORTED);
        } else if (type < 0 || type >= TYPES.length || reason < 0 || reason >= REASONS.length) {
            call.fail(SbiError.INVALID_PARAM);
        } else {
            reset.reset(TYPES[type], REASONS[reason]);
        }
    }
}
