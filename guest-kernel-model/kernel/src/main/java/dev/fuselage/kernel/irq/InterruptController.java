package dev.fuselage.kernel.irq;

import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.task.InterruptHandler;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.task.Vcpu;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.interrupt.MessageInterrupts;
import dev.fuselage.machine.interrupt.WiredInterrupts;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hands out message vectors and wires, and takes what arrives to its handlers ({@code
 * request_irq()}, the IMSIC and its vector allocation).
 *
 * <p>A vector belongs to the CPU of its mask that has the fewest vectors so far, the lowest of
 * those.
 */
public final class InterruptController implements InterruptHandler {
    /** Interrupt numbers below are the CPUs' own and the wires'. */
    private static final int FIRST_NUMBER = 16;

    private final WiredInterrupts wires;
    private final KernelLog log;
    private final BitSet[] usedIdentities;
    private final @Nullable Irq[][] byIdentity;
    private final Irq[] wired = new Irq[WiredInterrupts.LINES];
    private final TreeMap<Integer, Irq> byNumber = new TreeMap<>();
    private int nextNumber = FIRST_NUMBER;

    /** Connects itself to the machine and to the CPUs. */
    public InterruptController(TaskScheduler scheduler, Machine machine, KernelLog log) {
        this.wires = machine.wired();
        this.log = log;
        int cpus = scheduler.cpus();
        usedIdentities = new BitSet[cpus];
        byIdentity = new @Nullable Irq[cpus][];
        for (int cpu = 0; cpu < cpus; cpu++) {
            usedIdentities[cpu] = new BitSet();
            byIdentity[cpu] = new @Nullable Irq[MessageInterrupts.MAX_IDENTITY + 1];
        }
        for (int line = 0; line < wired.length; line++) {
            wired[line] = new Irq(line + 1, 0, WiredInterrupts.WIRED_BASE + line);
            byNumber.put(line + 1, wired[line]);
        }
        scheduler.setInterruptHandler(this);
        machine.connectCpus((cpu, identity) ->
                scheduler.vcpu(cpu).interrupt(identity, scheduler.simulation().now()));
    }

    /**
     * A new message vector for one of the CPUs of the mask; null when they have none left ({@code
     * -ENOSPC}).
     */
    public @Nullable Irq allocate(BitSet mask) {
        int best = -1;
        for (int cpu = mask.nextSetBit(0); cpu >= 0; cpu = mask.nextSetBit(cpu + 1)) {
            if (best < 0
                    || usedIdentities[cpu].cardinality() < usedIdentities[best].cardinality()) {
                best = cpu;
            }
        }
        int identity = best < 0 ? Integer.MAX_VALUE : usedIdentities[best].nextClearBit(1);
        if (identity > MessageInterrupts.MAX_IDENTITY) {
            return null;
        }
        Irq irq = new Irq(nextNumber++, best, identity);
        usedIdentities[best].set(identity);
        byIdentity[best][identity] = irq;
        byNumber.put(irq.number(), irq);
        return irq;
    }

    /** Gives a message vector back. */
    public void release(Irq irq) {
        usedIdentities[irq.cpu()].clear(irq.identity());
        byIdentity[irq.cpu()][irq.identity()] = null;
        byNumber.remove(irq.number());
    }

    /** The interrupt of a wire, 0 to 3; shared by all devices on it. */
    public Irq wire(int line) {
        return wired[line];
    }

    /** {@code request_irq()}: adds a handler. */
    public void request(Irq irq, String name, IrqHandler handler) {
        irq.add(name, handler);
    }

    /** {@code free_irq()}: takes a handler away. */
    public void free(Irq irq, IrqHandler handler) {
        irq.remove(handler);
    }

    /** All interrupts by number, for {@code /proc/interrupts}. */
    public Collection<Irq> all() {
        return Collections.unmodifiableCollection(byNumber.values());
    }

    @Override
    public void handle(Vcpu cpu, int identity) {
        if (identity >= WiredInterrupts.WIRED_BASE) {
            handleWire(identity - WiredInterrupts.WIRED_BASE);
            return;
        }
        Irq irq = byIdentity[cpu.index()][identity];
        if (irq == null) {
            log.print("riscv-imsic: hwirq %d mapping not found".formatted(identity));
        } else {
            boolean _ = irq.handle();
        }
    }

    @Override
    public Object name(Vcpu cpu, int identity) {
        Irq irq =
                identity >= WiredInterrupts.WIRED_BASE
                        ? wired[identity - WiredInterrupts.WIRED_BASE]
                        : byIdentity[cpu.index()][identity];
        return irq == null ? "unexpected interrupt" : irq;
    }

    /** A level: again and again until nobody asserts it, or nobody feels responsible. */
    private void handleWire(int line) {
        while (wires.lineLevel(line)) {
            if (!wired[line].handle()) {
                log.print("irq %d: nobody cared".formatted(wired[line].number()));
                return;
            }
        }
    }
}
