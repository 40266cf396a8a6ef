package dev.fuselage.kernel.irq;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.interrupt.MessageInterrupts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One interrupt: a message vector bound to a CPU, or a wire ({@code struct irq_desc}). */
public final class Irq {
    private final int number;
    private final int cpu;
    private final int identity;
    private final List<IrqHandler> handlers = new ArrayList<>(1);
    private final List<String> names = new ArrayList<>(1);
    private @Nullable IrqHandler only;
    private long count;

    Irq(int number, int cpu, int identity) {
        this.number = number;
        this.cpu = cpu;
        this.identity = identity;
    }

    /** Linux's interrupt number, as {@code /proc/interrupts} shows it. */
    public int number() {
        return number;
    }

    /** The CPU that takes it. */
    public int cpu() {
        return cpu;
    }

    /** Whether it comes as a message; by wire otherwise. */
    public boolean isMessage() {
        return identity <= MessageInterrupts.MAX_IDENTITY;
    }

    int identity() {
        return identity;
    }

    /** Where a device writes its message ({@code msi_msg.address}). */
    public long messageAddress() {
        return MemoryMap.MSI_BASE + cpu * MessageInterrupts.PAGE;
    }

    /** What it writes there ({@code msi_msg.data}). */
    public int messageData() {
        return identity;
    }

    /** How often it was taken. */
    public long count() {
        return count;
    }

    /** Names of its handlers, as in {@code /proc/interrupts}. */
    public String name() {
        return String.join(", ", names);
    }

    void add(String name, IrqHandler handler) {
        handlers.add(handler);
        names.add(name);
        only = handlers.size() == 1 ? handler : null;
    }

    void remove(IrqHandler handler) {
        int place = handlers.indexOf(handler);
        handlers.remove(place);
        names.remove(place);
        only = handlers.size() == 1 ? handlers.getFirst() : null;
    }

    /** {@code handle_irq_event()}: true when one of the handlers says that it was meant. */
    @KernelFunction("handle_irq_event")
    boolean handle() {
        count++;
        IrqHandler single = only;
        if (single != null) {
            return single.handle();
        }
        boolean handled = false;
        for (int i = 0; i < handlers.size(); i++) {
            handled |= handlers.get(i).handle();
        }
        return handled;
    }

    @Override
    public String toString() {
        return names.isEmpty() ? "irq " + number : "irq " + number + " " + name();
    }
}
