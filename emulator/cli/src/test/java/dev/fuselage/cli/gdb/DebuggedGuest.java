package dev.fuselage.cli.gdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.machine.time.StopReason;
import dev.fuselage.riscv.HartConfig;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.Privilege;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A server over two harts that run on a thread of their own. Both are in S mode behind page tables:
 * a gigabyte at {@link #CODE} is RAM. They count in t0 and store the count at {@link #COUNTER}, and
 * make an environment call each time.
 */
final class DebuggedGuest implements AutoCloseable {
    static final long CODE = 0xffff_ffc0_0000_0000L;
    static final long COUNTER = CODE + 0x2000;
    static final long HANDLER = CODE + 0x1000;

    private static final long RAM = 0x8000_0000L;
    private static final long TABLE = RAM + 0x8000;
    private static final long ALL_RIGHTS = 0xcf;
    private static final long LIMIT_SECONDS = 60;

    private final GuestMemory memory = new GuestMemory();
    private final AtomicBoolean ends = new AtomicBoolean();
    private final CompletableFuture<StopReason> result = new CompletableFuture<>();
    final Harts harts;
    final GdbServer server;

    DebuggedGuest() {
        Simulation simulation = new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
        memory.addRam(RAM, 1L << 20);
        harts = new Harts(simulation, memory, HartConfig.STANDARD, 2);
        int[] program = {
            0x0012_8293, // addi t0,t0,1
            0x0055_3023, // sd t0,0(a0)
            0x0000_0073, // ecall
            0xff5f_f06f, // j .-12
        };
        int[] handler = {
            0x1410_2373, // csrr t1,sepc
            0x0043_0313, // addi t1,t1,4
            0x1413_1073, // csrw sepc,t1
            0x1020_0073, // sret
        };
        for (int i = 0; i < 4; i++) {
            memory.write32(RAM + 4L * i, program[i]);
            memory.write32(RAM + 0x1000 + 4L * i, handler[i]);
        }
        memory.write64(TABLE + 8 * 256, RAM >>> 12 << 10 | ALL_RIGHTS);
        for (int i = 0; i < 2; i++) {
            harts.hart(i).startMachine(CODE, 0);
            harts.hart(i).setRegister(10, COUNTER + 8L * i);
            harts.hart(i).setCsr(0x3b0, -1);
            harts.hart(i).setCsr(0x3a0, 0x1f);
            harts.hart(i).setCsr(0x302, 1 << 9);
            harts.hart(i).setCsr(0x105, HANDLER);
            harts.hart(i).setCsr(0x180, 8L << 60 | TABLE >>> 12);
            harts.hart(i).setPrivilege(Privilege.SUPERVISOR);
        }
        server = GdbServer.listen(0, simulation, harts, memory);
        Thread thread = new Thread(this::run, "guest");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            result.complete(server.run(ends::get, ends::get));
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    /** Why the server has come back. */
    StopReason reason() {
        try {
            return result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends the guest; what it has counted. */
    long end() {
        ends.set(true);
        assertThat(reason()).isEqualTo(StopReason.STOPPED);
        return harts.hart(0).register(5);
    }

    @Override
    public void close() {
        ends.set(true);
        reason();
        server.close();
        memory.close();
    }
}
