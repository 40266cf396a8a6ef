package dev.fuselage.riscv.sbi;

import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Harts;

/**
 * FENCE.I and SFENCE.VMA on other harts (SBI 3.0, 8). An address space identifier limits nothing:
 * flushing more than asked for is allowed. There is no hypervisor extension to fence.
 */
final class RemoteFenceExtension implements Extension {
    private static final long ID = 0x5246_4e43L;

    private static final long FENCE_I = 0;
    private static final long SFENCE_VMA_ASID = 2;

    private static final long PAGE = 4096;

    /** Beyond this many pages it is cheaper to flush all of them. */
    private static final long MOST_PAGES = 64;

    private final Harts harts;
    private final HartList list;

    RemoteFenceExtension(Harts harts, HartList list) {
        this.harts = harts;
        this.list = list;
    }

    @Override
    public boolean has(long id) {
        return id == ID;
    }

    @Override
    public void serve(Call call) {
        long function = call.function();
        if (function < FENCE_I || function > SFENCE_VMA_ASID) {
            call.fail(SbiError.NOT_SUPPORTED);
        } else if (!list.choose(call.argument(0), call.argument(1))) {
            call.fail(SbiError.INVALID_PARAM);
        } else if (function == FENCE_I) {
            fenceInstructions(harts, list);
            call.succeed();
        } else if (!isRange(call.argument(2), call.argument(3))) {
            call.fail(SbiError.INVALID_ADDRESS);
        } else {
            fenceTranslations(harts, list, call.argument(2), call.argument(3));
            call.succeed();
        }
    }

    static void fenceInstructions(Harts harts, HartList list) {
        for (int id = list.next(0); id >= 0; id = list.next(id + 1)) {
            harts.hart(id).fenceInstructions();
        }
    }

    /** Whether the range ends within the address space. */
    static boolean isRange(long start, long size) {
        return isEverything(start, size) || Long.compareUnsigned(size, -start) <= 0 || start == 0;
    }

    private static boolean isEverything(long start, long size) {
        return size == -1 || (start == 0 && size == 0);
    }

    static void fenceTranslations(Harts harts, HartList list, long start, long size) {
        long first = start & -PAGE;
        long bytes = size + (start - first);
        boolean all =
                isEverything(start, size)
                        || Long.compareUnsigned(bytes, MOST_PAGES * PAGE) > 0
                        || Long.compareUnsigned(bytes, size) < 0;
        for (int id = list.next(0); id >= 0; id = list.next(id + 1)) {
            Hart hart = harts.hart(id);
            if (all) {
                hart.flushTranslations();
            } else {
                for (long offset = 0; size != 0 && offset < bytes; offset += PAGE) {
                    hart.flushTranslation(first + offset);
                }
            }
        }
    }
}
