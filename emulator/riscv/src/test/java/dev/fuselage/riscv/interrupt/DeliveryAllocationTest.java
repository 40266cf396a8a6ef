package dev.fuselage.riscv.interrupt;

import static dev.fuselage.riscv.interrupt.Platform.read;
import static dev.fuselage.riscv.interrupt.Platform.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fuselage.machine.interrupt.InterruptWire;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.HartConfig;
import dev.fuselage.riscv.InterruptLine;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

final class DeliveryAllocationTest {
    private static final int ROUNDS = 20_000;
    private static final int STOPEI = 0x15c;

    @Test
    void interruptsFromWireToClaimAllocateNothing() {
        try (Platform platform = new Platform(2)) {
            Imsic files = Imsic.supervisor(platform.harts, 255);
            platform.memory.addDevice(files.base(), files.size(), files);
            Aplic aplic = Aplic.supervisorMessages(96, files, platform.memory);
            AplicDomain domain = aplic.supervisor();
            write(domain, 4 * 10, 6);
            write(domain, 0x3000 + 4 * 10, 1 << 18 | 33);
            write(domain, 0x1edc, 10);
            write(domain, 0, 0x104);
            Hart hart = platform.harts.hart(1);
            hart.setCsr(0x150, 0xc0);
            hart.setCsr(0x151, -1);
            Plic plic =
                    new Plic(95, HartSignals.to(platform.harts, InterruptLine.MACHINE_EXTERNAL));
            write(plic, 4 * 10, 1);
            write(plic, 0x2000, 1 << 10);
            Clint clint = new Clint(platform.harts, HartConfig.STANDARD);
            Runnable rounds = rounds(aplic.input(10), plic.input(10), domain, plic, clint, hart);

            rounds.run();
            ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = thread.getCurrentThreadAllocatedBytes();
            rounds.run();
            long allocated = thread.getCurrentThreadAllocatedBytes() - before;

            assertThat(allocated).as("bytes for %d interrupts", ROUNDS).isLessThan(ROUNDS);
        }
    }

    private static Runnable rounds(
            InterruptWire wire,
            InterruptWire plicWire,
            AplicDomain domain,
            Plic plic,
            Clint clint,
            Hart hart) {
        return () -> {
            for (int i = 0; i < ROUNDS; i++) {
                wire.set(true);
                long claimed = hart.csr(STOPEI);
                hart.setCsr(STOPEI, 0);
                wire.set(false);
                write(domain, 0x2000, 10);
                plicWire.set(true);
                int source = read(plic, 0x20_0004);
                plicWire.set(false);
                write(plic, 0x20_0004, source);
                write(clint, 0, i & 1);
                clint.write(0x4000, 8, i);
                if (claimed != (33 << 16 | 33) || source != 10) {
                    throw new AssertionError("claimed %d and %d".formatted(claimed, source));
                }
            }
        };
    }
}
