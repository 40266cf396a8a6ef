package dev.fuselage.riscv;

import org.jspecify.annotations.Nullable;

/**
 * How a debugger makes one hart go, step and stand still.
 *
 * <p>A stop suspends the simulation in the middle of the hart's quantum (see {@link
 * dev.fuselage.machine.time.Agent#suspend}), and going on goes on there: no interrupt comes
 * earlier, no other hart gets a turn and no reservation is lost because somebody looked. So a guest
 * that is stepped and stopped spends the same cycles in the same order as one that is left alone.
 * Only {@link #hold} changes the order, since it takes a hart's turns away.
 *
 * <p>To be called between runs of the simulation.
 */
public final class DebugPort {
    private final Hart hart;
    private final Breakpoints breakpoints;
    private final Watchpoints watchpoints;
    private Stop.@Nullable Listener listener;

    private boolean held;

    /** It came to its turn and was refused. */
    private boolean parked;

    private boolean stepping;
    private long rangeStart;
    private long rangeEnd;

    /** No instruction of this step has been executed yet. */
    private boolean fresh;

    DebugPort(Hart hart, Breakpoints breakpoints, Watchpoints watchpoints) {
        this.hart = hart;
        this.breakpoints = breakpoints;
        this.watchpoints = watchpoints;
    }

    /** Who is told of stops. */
    public void setListener(Stop.@Nullable Listener listener) {
        this.listener = listener;
    }

    /** Lets the hart run until it comes to a breakpoint or a watchpoint. */
    public void goOn() {
        stepping = false;
        release();
    }

    /**
     * Lets the hart execute one instruction, even if a breakpoint is set at it, or take one trap. A
     * hart that waits for an interrupt is done with its step when it has got one.
     */
    public void step() {
        stepWithin(0, 0);
    }

    /**
     * Lets the hart step until its pc is outside of a range of addresses or at a breakpoint.
     *
     * @param end exclusive
     */
    public void stepWithin(long start, long end) {
        stepping = true;
        fresh = true;
        rangeStart = start;
        rangeEnd = end;
        release();
    }

    /** Gives the hart no more turns, until it is to run or step again. */
    public void hold() {
        stepping = false;
        held = true;
    }

    private void release() {
        held = false;
        if (parked) {
            parked = false;
            hart.wakeAt(hart.simulation().now());
        }
    }

    /** Continues at an address; a hart that waits for an interrupt waits no more. */
    public void jump(long address) {
        hart.setPc(address);
        hart.endWait();
    }

    boolean isStepping() {
        return stepping;
    }

    /** Whether the hart may not have its turn. */
    boolean refusesTurn() {
        parked |= held;
        return held;
    }

    /** For the interpreter at a planted place: whether to stop there. */
    boolean stopsAtBreakpoint() {
        if (stepping || !breakpoints.contains(hart.pc)) {
            return false;
        }
        report(new Stop.AtBreakpoint());
        return true;
    }

    /** For loads and stores: whether to stop instead; then the trap of a debugger is pending. */
    boolean stopsAtWatchpoint(long address, int size, boolean reads, boolean writes) {
        Watchpoints.Watchpoint hit = watchpoints.find(address, size, reads, writes);
        if (hit == null) {
            return false;
        }
        long first = hit.address() - address > 0 ? hit.address() : address;
        report(new Stop.AtWatchpoint(hit.kind(), first));
        hart.traps.raiseForDebugger();
        return true;
    }

    /**
     * Executes what is left of the hart's quantum one by one, as far as the step goes.
     *
     * @return false when the hart is to stop here
     */
    boolean stepThroughQuantum() {
        if (hart.interrupted) {
            // The step is the interrupt alone, so that whoever steps sees its handler from the
            // start.
            hart.interrupted = false;
            report(new Stop.Stepped());
            return false;
        }
        int rest = hart.left;
        while (rest > 0 && stepping) {
            if (fresh || !breakpoints.contains(hart.pc)) {
                fresh = false;
                rest = stepOne(rest);
            } else {
                report(new Stop.AtBreakpoint());
            }
        }
        return stepping;
    }

    /** What is left of a quantum after one instruction of it. */
    private int stepOne(int left) {
        int outcome = hart.execute(1);
        int rest =
                switch (outcome) {
                    case Outcome.STOP -> left;
                    case Outcome.LEAVE -> 0;
                    default -> left - 1;
                };
        hart.setLeft(rest);
        if (outcome != Outcome.STOP && !isInRange(hart.pc)) {
            report(new Stop.Stepped());
        }
        return rest;
    }

    private boolean isInRange(long address) {
        return Long.compareUnsigned(address - rangeStart, rangeEnd - rangeStart) < 0;
    }

    private void report(Stop stop) {
        stepping = false;
        if (listener != null) {
            listener.stopped(hart, stop);
        }
    }
}
