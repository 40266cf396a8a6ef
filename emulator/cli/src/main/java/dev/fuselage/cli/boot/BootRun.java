package dev.fuselage.cli.boot;

import dev.fuselage.cli.gdb.GdbServer;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.machine.time.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * Runs a machine until something ends it: the loop between the guest's virtual time and what
 * happens on the host meanwhile.
 *
 * <p>The host is looked at between slices of the simulation. While more input can come, a guest
 * that sleeps does so in the host's time; once it cannot, idle time is skipped.
 */
final class BootRun {

    /** Sleeps shorter than this pass at once: waiting for a request to be served, say. */
    private static final long LEAST_PAUSE_NANOS = 1_000_000;

    /** Pauses are taken in pieces of this, so that limits are kept. */
    private static final long PAUSE_PIECE_NANOS = 50_000_000;

    /** A guest that sleeps that long waits for input, as far as one can tell from outside. */
    private static final long REST_NANOS = 10_000_000;

    private static final double NANOS = 1e9;

    private final BootMachine machine;
    private final Simulation simulation;
    private final HostSide host;
    private final BootLimits limits;
    private final long started = System.nanoTime();
    private @Nullable Ending ending;
    private @Nullable GdbServer debugger;

    BootRun(BootMachine machine, HostSide host, BootLimits limits) {
        this.machine = machine;
        this.simulation = machine.simulation();
        this.host = host;
        this.limits = limits;
    }

    /**
     * Runs to the end.
     *
     * @param gdb lets the simulation run as its client wants; null if there is none
     */
    Ending run(@Nullable GdbServer gdb) {
        debugger = gdb;
        while (true) {
            StopReason reason =
                    gdb == null
                            ? simulation.run(this::mustStop)
                            : gdb.run(this::mustStop, this::mustEndWhileHalted);
            Ending found = ending;
            if (found != null) {
                return found;
            }
            if (gdb != null && gdb.isKilled()) {
                return new Ending.Left();
            }
            if (reason == StopReason.QUIESCENT && !awaitInput()) {
                return new Ending.Asleep();
            }
        }
    }

    /** While a debugger has the guest stand still, the person may leave and limits are kept. */
    private boolean mustEndWhileHalted() {
        host.flush();
        host.await(0);
        ending = look();
        return ending != null;
    }

    private boolean mustStop() {
        host.flush();
        host.feed(machine.console(), gap() >= REST_NANOS);
        ending = look();
        if (ending == null && host.mayTypeMore()) {
            pause();
        }
        return ending != null;
    }

    private @Nullable Ending look() {
        if (machine.powerRequest() != null) {
            return host.panic() != null
                    ? new Ending.Panicked(host.panic())
                    : new Ending.Asked(machine.powerRequest());
        }
        if (host.panicIsOver()) {
            return new Ending.Panicked(String.valueOf(host.panic()));
        }
        if (host.hasLeft()) {
            return new Ending.Left();
        }
        if (host.terminalGone()) {
            return new Ending.TerminalGone();
        }
        if (machine.instructions() >= limits.instructions()) {
            return new Ending.OutOfInstructions(machine.instructions());
        }
        if (System.nanoTime() - started >= limits.nanos()) {
            return new Ending.OutOfTime(limits.nanos() / NANOS);
        }
        return null;
    }

    /** Lets the host's time pass while the guest sleeps, until somebody types. */
    private void pause() {
        long gap = gap();
        while (gap >= LEAST_PAUSE_NANOS && !isWanted()) {
            long piece = Math.min(gap, PAUSE_PIECE_NANOS);
            host.await(piece);
            gap -= piece;
            ending = look();
            if (ending != null || !host.mayTypeMore() || host.tellSize(machine)) {
                return;
            }
        }
        host.feed(machine.console(), gap() >= REST_NANOS);
    }

    /** Whether somebody has typed, or a debugger has come or said something. */
    private boolean isWanted() {
        return host.isTyped() || (debugger != null && debugger.wantsAttention());
    }

    /** Nanoseconds of virtual time in which nothing will happen. */
    private long gap() {
        long next = simulation.next();
        return next == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : simulation.costs().nanos(next - simulation.now());
    }

    /** Nothing is left to happen but what a person may do; false if nobody will do anything. */
    private boolean awaitInput() {
        while (host.mayTypeMore()) {
            host.await(PAUSE_PIECE_NANOS);
            if (isWanted()) {
                host.feed(machine.console(), true);
                return true;
            }
            ending = look();
            if (ending != null || host.tellSize(machine)) {
                return true;
            }
        }
        return false;
    }
}
