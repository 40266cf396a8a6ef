package dev.fuselage.machine.time;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fuselage.machine.cost.CostProfile;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

final class RunLoopAllocationTest {
    private static final int ROUNDS = 100_000;

    /** Two agents that wake each other, one of them through a timer: the shape of a request. */
    private static final class PingPong {
        final Simulation simulation = new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
        final Agent server =
                new Agent(simulation, "server") {
                    @Override
                    protected void run() {
                        spend(10);
                        simulation.schedule(reply, now() + 5);
                        idle();
                    }
                };
        final Timer reply =
                new Timer("reply") {
                    @Override
                    protected void expire() {
                        client.wakeAt(time());
                    }
                };
        int rounds;
        final Agent client =
                new Agent(simulation, "client") {
                    @Override
                    protected void run() {
                        rounds++;
                        spend(3);
                        server.wakeAt(now());
                        idle();
                    }
                };
    }

    @Test
    void warmRunLoopAllocatesNothing() {
        PingPong pair = new PingPong();
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        pair.client.wakeAt(0);
        pair.simulation.run(() -> pair.rounds >= ROUNDS);
        long before = thread.getCurrentThreadAllocatedBytes();
        pair.simulation.run(() -> pair.rounds >= 2 * ROUNDS);
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertThat(pair.rounds).isEqualTo(2 * ROUNDS);
        assertThat(allocated).as("bytes for %d round trips", ROUNDS).isLessThan(ROUNDS);
    }
}
