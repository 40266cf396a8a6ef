package dev.fuselage.riscv.sbi;

import dev.fuselage.machine.memory.GuestMemory;

/** A console for early messages, which copies from and to physical memory (SBI 3.0, 12). */
final class DebugConsoleExtension implements Extension {
    private static final long ID = 0x4442_434eL;

    /** The most bytes of one call, so that none takes long; a guest asks again for the rest. */
    private static final long MOST_BYTES = 4096;

    private static final long CYCLES_PER_BYTE = 1;

    private final GuestMemory memory;
    private final DebugConsole console;

    DebugConsoleExtension(GuestMemory memory, DebugConsole console) {
        this.memory = memory;
        this.console = console;
    }

    @Override
    public boolean has(long id) {
        return id == ID;
    }

    @Override
    public void serve(Call call) {
        long function = call.function();
        if (function == 0) {
            write(call);
        } else if (function == 1) {
            read(call);
        } else if (function == 2) {
            console.write(call.argument32(0) & 0xff);
            call.succeed();
        } else {
            call.fail(SbiError.NOT_SUPPORTED);
        }
    }

    private void write(Call call) {
        if (!isMemory(call)) {
            call.fail(SbiError.INVALID_PARAM);
            return;
        }
        long bytes = Math.min(call.argument(0), MOST_BYTES);
        for (long i = 0; i < bytes; i++) {
            console.write(memory.read8(call.argument(1) + i));
        }
        finish(call, bytes);
    }

    private void read(Call call) {
        if (!isMemory(call)) {
            call.fail(SbiError.INVALID_PARAM);
            return;
        }
        long room = Math.min(call.argument(0), MOST_BYTES);
        long bytes = 0;
        while (bytes < room) {
            int value = console.read();
            if (value < 0) {
                break;
            }
            memory.write8(call.argument(1) + bytes, value);
            bytes++;
        }
        finish(call, bytes);
    }

    private static void finish(Call call, long bytes) {
        call.hart().delay(bytes * CYCLES_PER_BYTE);
        call.succeed(bytes);
    }

    /** Whether a0 bytes from a1, with a2 as the address's upper half, are memory. */
    private boolean isMemory(Call call) {
        return call.argument(2) == 0 && memory.isMemory(call.argument(1), call.argument(0));
    }
}
