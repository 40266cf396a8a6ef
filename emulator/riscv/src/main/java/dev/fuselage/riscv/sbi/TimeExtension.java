package dev.fuselage.riscv.sbi;

/** The supervisor timer for guests that do not use Sstc themselves (SBI 3.0, 6). */
final class TimeExtension implements Extension {
    private static final long ID = 0x5449_4d45L;
    private static final long SET_TIMER = 0;

    @Override
    public boolean has(long id) {
        return id == ID;
    }

    @Override
    public void serve(Call call) {
        if (call.function() != SET_TIMER) {
            call.fail(SbiError.NOT_SUPPORTED);
            return;
        }
        // A compare value to come clears STIP, and -1 never comes, as the specification wants it.
        call.hart().setCsr(Registers.STIMECMP, call.argument(0));
        call.succeed();
    }
}
