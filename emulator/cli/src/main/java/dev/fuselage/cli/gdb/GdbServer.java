package dev.fuselage.cli.gdb;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.machine.time.StopReason;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.gdb.GdbStub;
import java.util.function.BooleanSupplier;

/**
 * Runs a simulation as GDB wants it. Everything is done on the thread that calls {@link #run}: what
 * the client sends is taken between slices of the simulation, so Ctrl-C is heard within one.
 *
 * <p>Before the first client nothing is executed. When a client goes, or its connection breaks, the
 * guest goes on, and another may come.
 */
public final class GdbServer implements AutoCloseable {
    /** Waits are taken in pieces of this, so that limits and keys are seen to. */
    private static final long PIECE_NANOS = 20_000_000;

    private final GdbLine line;
    private final GdbStub stub;
    private final Simulation simulation;

    /** No client has come yet. */
    private boolean expecting = true;

    private boolean over;

    private GdbServer(GdbLine line, Simulation simulation, Harts harts, GuestMemory memory) {
        this.line = line;
        this.simulation = simulation;
        this.stub = new GdbStub(harts, memory, line::send);
    }

    /**
     * Begins to listen on this host's own address.
     *
     * @param port 0 for any that is free
     * @throws dev.fuselage.cli.UsageError if the port cannot be had
     */
    public static GdbServer listen(
            int port, Simulation simulation, Harts harts, GuestMemory memory) {
        return new GdbServer(GdbLine.listen(port), simulation, harts, memory);
    }

    /** The port it listens on. */
    public int port() {
        return line.port();
    }

    /** What a person should be told before the first {@link #run}. */
    public String invitation() {
        return "gdb: the guest waits for a client; in gdb type: target remote :" + port();
    }

    /**
     * Runs the simulation, while the client lets it, until a condition holds.
     *
     * @param until asked as {@link Simulation#run} does, while the guest runs
     * @param whileHalted asked about 50 times a second while it stands still for the client; true
     *     ends that
     * @return STOPPED if either holds or {@link #isKilled}; QUIESCENT if nobody is connected and
     *     nothing will ever happen by itself
     */
    public StopReason run(BooleanSupplier until, BooleanSupplier whileHalted) {
        while (true) {
            takeAll();
            while (standsStill()) {
                if (whileHalted.getAsBoolean()) {
                    return StopReason.STOPPED;
                }
                await();
            }
            if (stub.isKilled()) {
                return StopReason.STOPPED;
            }
            over = false;
            StopReason reason = simulation.run(() -> mustStop(until));
            if (over) {
                return StopReason.STOPPED;
            }
            if (reason == StopReason.QUIESCENT) {
                if (!stub.isAttached()) {
                    return reason;
                }
                // A guest that sleeps for ever is still there for who looks at it.
                await();
            }
        }
    }

    private boolean standsStill() {
        return !stub.isKilled() && (expecting || stub.isHalted());
    }

    private boolean mustStop(BooleanSupplier until) {
        takeAll();
        if (stub.isHalted() || stub.isKilled()) {
            return true;
        }
        over = until.getAsBoolean();
        return over;
    }

    private void takeAll() {
        while (line.hasEvent()) {
            GdbLine.Event event = line.poll();
            if (event != null) {
                take(event);
            }
        }
    }

    private void await() {
        GdbLine.Event event = line.await(PIECE_NANOS);
        if (event != null) {
            take(event);
        }
    }

    private void take(GdbLine.Event event) {
        switch (event) {
            case GdbLine.Event.Connected _ -> {
                expecting = false;
                stub.connected();
            }
            case GdbLine.Event.Received(byte[] bytes) -> stub.receive(bytes, 0, bytes.length);
            case GdbLine.Event.Disconnected _ -> stub.disconnected();
        }
    }

    /** Whether the client has sent something: whoever sleeps for the guest should let it run on. */
    public boolean wantsAttention() {
        return line.hasEvent();
    }

    /** Whether the client has asked for the guest's end. */
    public boolean isKilled() {
        return stub.isKilled();
    }

    /**
     * Lets the guest finish the slice in the middle of which it may stand, without breakpoints, so
     * that it can be saved.
     */
    public void letGo() {
        stub.disconnected();
        simulation.run(() -> !simulation.isSuspended());
    }

    /** Tells the client that the guest has ended, with the exit status of the command. */
    public void exited(int status) {
        stub.exited(status);
    }

    @Override
    public void close() {
        line.close();
    }
}
