package dev.fuselage.riscv.sbi;

import java.util.function.LongPredicate;

/** What the firmware is and has (SBI 3.0, 4). */
final class BaseExtension implements Extension {
    private static final long ID = 0x10;

    /** Major number above bit 24, minor number below. */
    private static final long VERSION_3_0 = 3L << 24;

    /**
     * "FUSE" in ASCII. The specification has assigned ids to 11 implementations, from 0 on, and
     * none to this one; a guest that knows quirks of those is not to see them here.
     */
    private static final long IMPLEMENTATION = 0x4655_5345L;

    private static final long IMPLEMENTATION_VERSION = 1;

    private final LongPredicate extensions;

    /** Answers probes by this predicate. */
    BaseExtension(LongPredicate extensions) {
        this.extensions = extensions;
    }

    @Override
    public boolean has(long id) {
        return id == ID;
    }

    @Override
    public void serve(Call call) {
        long function = call.function();
        if (function < 0 || function > 6) {
            call.fail(SbiError.NOT_SUPPORTED);
            return;
        }
        call.succeed(
                switch ((int) function) {
                    case 0 -> VERSION_3_0;
                    case 1 -> IMPLEMENTATION;
                    case 2 -> IMPLEMENTATION_VERSION;
                    case 3 -> extensions.test(call.argument(0)) ? 1 : 0;
                    case 4 -> call.hart().csr(Registers.MVENDORID);
                    case 5 -> call.hart().csr(Registers.MARCHID);
                    default -> call.hart().csr(Registers.MIMPID);
                });
    }
}
