package dev.fuselage.riscv;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.machine.time.Agent;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.riscv.decode.Packed;
import dev.fuselage.riscv.floating.FloatingPointState;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One RV64GC hart: its registers, and the agent that spends a cycle of virtual time an instruction.
 * No pipeline and no caches are modelled.
 *
 * <p>A slice is a series of quanta; between two of them the hart looks at interrupts and asks
 * whether another agent is due. An access to a device ends the quantum, so that what it starts
 * happens at its time. While a quantum runs, no other agent does: that makes atomics atomic, and a
 * reservation is lost when the slice ends.
 */
public final class Hart extends Agent implements Snapshotted {
    private static final int RESERVED_PRIVILEGE = 2;

    /** Instructions between two looks at the rest of the machine. */
    static final int QUANTUM = 1000;

    /** Quanta in a slice, after which the simulation is asked whether to stop. */
    private static final int SLICE = 64;

    /** No reservation; never the address of one. */
    static final long NO_RESERVATION = -1;

    private static final int ECALL_BYTES = 4;

    private final int id;
    private final HartConfig config;

    /** x0 to x31, and the place for results that nobody wants. */
    final long[] x = new long[Packed.REGISTERS];

    /** f0 to f31; single-precision numbers are NaN-boxed. */
    final long[] f = new long[32];

    final FloatingPointState floating = new FloatingPointState();

    long pc;
    int privilege = Privilege.MACHINE;

    /** The host's address of the reserved word or doubleword. */
    long reservation = NO_RESERVATION;

    /** Instructions left in this quantum. */
    int left;

    final Status status = new Status(this);
    final Traps traps = new Traps(this);
    final Interrupts interrupts = new Interrupts(this);
    final Counters counters = new Counters(this);
    final HartClock clock;
    final PageWalk walk;
    final Mmu mmu;
    final Pmp pmp;
    final Environment environment;
    final Fetch fetch;
    final CodeCache cache;
    final Csrs csrs;
    final Aia aia = new Aia();
    final DebugPort debug;
    @Nullable Firmware firmware;

    private final Interpreter interpreter;

    private boolean started;
    private boolean waiting;
    private boolean touchedDevice;

    /** The cycle in which a timer of the platform will signal; see {@link #expectTimer}. */
    private long timerOutside = HartClock.NEVER;

    /** Quanta that are over in this slice. */
    private int quanta;

    /** A quantum has begun and is not over: {@link #left} and the rest of the state are its. */
    private boolean inQuantum;

    /** The quantum began with an interrupt, and no instruction has been executed since. */
    boolean interrupted;

    /** {@link #left} when instructions were last turned into time. */
    private int accounted;

    private long retired;

    Hart(
            Simulation simulation,
            GuestMemory memory,
            CodeCache cache,
            Watchpoints watchpoints,
            HartConfig config,
            int id) {
        super(simulation, "hart " + id);
        this.id = id;
        this.cache = cache;
        this.config = config;
        this.clock = new HartClock(this, config.cyclesPerTick());
        this.walk = new PageWalk(this, memory);
        this.debug = new DebugPort(this, cache.breakpoints(), watchpoints);
        this.mmu = new Mmu(this, memory, cache, walk, watchpoints);
        this.pmp = new Pmp(this);
        this.environment = new Environment(this, config.pagingLevels());
        this.fetch = new Fetch(this);
        this.csrs = new Csrs(this);
        this.interpreter = new Interpreter(this);
        reset();
    }

    /** The hart's number: mhartid. */
    public int id() {
        return id;
    }

    private void reset() {
        Arrays.fill(x, 0);
        privilege = Privilege.MACHINE;
        status.reset();
        traps.reset();
        interrupts.reset();
        counters.reset();
        clock.reset();
        environment.reset();
        aia.reset();
        pmp.reset();
        mmu.select();
        reservation = NO_RESERVATION;
        waiting = false;
    }

    /**
     * Resets the hart and lets it run in M mode, with its number in a0 as firmware expects it.
     *
     * @param argument goes to a1: the address of the device tree
     */
    public void startMachine(long entry, long argument) {
        reset();
        start(entry, id, argument);
    }

    /**
     * Resets the hart and lets it run in S mode, set up as firmware would leave it: what S mode can
     * handle is delegated to it, counters and the extensions that menvcfg guards are on, and all of
     * memory is allowed.
     *
     * @param opaque goes to a1
     */
    public void startSupervisor(long entry, long opaque) {
        reset();
        SupervisorSetup.apply(this);
        start(entry, id, opaque);
    }

    private void start(long entry, long a0, long a1) {
        pc = entry;
        x[10] = a0;
        x[11] = a1;
        started = true;
        wakeAt(simulation().now());
    }

    /** Stops it until it is started again. */
    public void stop() {
        started = false;
    }

    public boolean isStarted() {
        return started;
    }

    /** Puts the hart to sleep as WFI does. */
    public void waitForInterrupt() {
        waiting = true;
    }

    /**
     * Lets time pass in which it executes nothing, as a call to firmware takes it. For its own
     * slice.
     *
     * @param cycles not negative
     */
    public void delay(long cycles) {
        spend(cycles);
    }

    /**
     * Takes an exception in place of the environment call that is being served, which the guest may
     * make again.
     *
     * @param cause of {@link Cause}
     * @param value goes to stval
     */
    public void takeCallFault(int cause, long value) {
        pc -= ECALL_BYTES;
        traps.raise(cause, value);
        traps.take();
    }

    /** Lets environment calls from S mode be served by the host. */
    public void setFirmware(Firmware server) {
        firmware = server;
    }

    /** Connects the interrupt file of M mode. */
    public void setMachineFile(ImsicFile file) {
        aia.machineFile = file;
    }

    /** Connects the interrupt file of S mode. */
    public void setSupervisorFile(ImsicFile file) {
        aia.supervisorFile = file;
    }

    /** Sets an interrupt line; called within the sender's slice. */
    public void setInterrupt(InterruptLine line, boolean level) {
        interrupts.setLine(line.number(), level);
        if (level) {
            wakeAt(simulation().now());
        }
    }

    /** Has the time CSR so many ticks ahead of virtual time, for a platform that can set it. */
    public void setTimeOffset(long ticks) {
        clock.setOffset(ticks);
    }

    /**
     * Says in which cycle a timer of the platform will signal to this hart, so that the hart stops
     * there and hears it at its time. Not part of a snapshot: the timer says it again when it
     * loads.
     *
     * @param cycle {@link Long#MAX_VALUE} for never
     */
    public void expectTimer(long cycle) {
        timerOutside = cycle;
    }

    /** SFENCE.VMA for all addresses, from outside. */
    public void flushTranslations() {
        mmu.flushAll();
    }

    /** SFENCE.VMA for one address, from outside. */
    public void flushTranslation(long address) {
        mmu.flush(address);
    }

    /** FENCE.I, from outside. */
    public void fenceInstructions() {
        cache.distrust();
        mmu.flushFetches();
    }

    @Override
    protected void run() {
        while (mayGoOn()) {
            if (!finishQuantum()) {
                suspend();
                return;
            }
            inQuantum = false;
            quanta++;
            if (quanta == SLICE || mustYield()) {
                break;
            }
        }
        inQuantum = false;
        quanta = 0;
        reservation = NO_RESERVATION;
    }

    /** Sees to it that a quantum has begun; false when the hart has nothing to do. */
    private boolean mayGoOn() {
        if (debug.refusesTurn()) {
            idle();
            return false;
        }
        if (inQuantum) {
            return true;
        }
        if (!started || isAsleep()) {
            idle();
            return false;
        }
        mmu.followMemory();
        interrupted = interrupts.deliver();
        setLeft(quantum());
        inQuantum = true;
        return true;
    }

    /** Executes what is left of the quantum; false when a debugger wants to stop before that. */
    private boolean finishQuantum() {
        if (debug.isStepping()) {
            return debug.stepThroughQuantum();
        }
        interrupted = false;
        return execute(left) != Outcome.STOP;
    }

    /** Executes at most so many instructions; what {@link Interpreter#run} returned. */
    int execute(int instructions) {
        setLeft(instructions);
        int outcome = interpreter.run();
        spendExecuted();
        return outcome;
    }

    /** Takes a deliverable interrupt, if there is one, and executes one instruction. */
    public void step() {
        mmu.followMemory();
        interrupts.deliver();
        execute(1);
    }

    /** How a debugger makes this hart go and stand still. */
    public DebugPort debug() {
        return debug;
    }

    /** Ends the wait of WFI. */
    void endWait() {
        waiting = false;
        wakeAt(simulation().now());
    }

    /** Whether the hart waits for an interrupt, as WFI does. */
    public boolean isWaiting() {
        return waiting;
    }

    private boolean isAsleep() {
        if (waiting && !interrupts.wakes()) {
            long deadline = clock.deadline();
            if (deadline != HartClock.NEVER && deadline > now()) {
                wakeAt(deadline);
            }
            return true;
        }
        waiting = false;
        return false;
    }

    /** To the next timer at most, so that its interrupt comes at its time. */
    private int quantum() {
        return Math.min(quantumUntil(clock.deadline()), quantumUntil(timerOutside));
    }

    private int quantumUntil(long cycle) {
        long left = cycle - now();
        return left > 0 && left < QUANTUM ? (int) left : QUANTUM;
    }

    /** Says how many instructions are left in the quantum, after one of them was executed alone. */
    void setLeft(int instructions) {
        left = instructions;
        accounted = instructions;
    }

    /** Turns the instructions executed so far into time. */
    void spendExecuted() {
        int executed = accounted - left;
        accounted = left;
        retired += executed;
        spend(executed);
    }

    /** Called before an access to a device, which must see the right time. */
    void beforeDevice() {
        spendExecuted();
        touchedDevice = true;
    }

    /** Whether there was an access to a device since this was last asked. */
    boolean takeTouchedDevice() {
        boolean touched = touchedDevice;
        touchedDevice = false;
        return touched;
    }

    /** Takes the pending trap. The instruction has taken time, but did not retire. */
    void takeTrap() {
        retired--;
        traps.take();
    }

    /** Raises an illegal-instruction exception for the instruction at pc. */
    int illegal() {
        int word = fetch.word();
        return traps.isPending()
                ? Outcome.TRAP
                : traps.raise(Cause.ILLEGAL_INSTRUCTION, word & 0xffff_ffffL);
    }

    /** Instructions retired since the machine was made. */
    public long instructions() {
        spendExecuted();
        return retired;
    }

    /**
     * Where a virtual address of the current mode is in physical memory, for a debugger: without
     * effects and whatever the permissions.
     *
     * @return the physical address, or -1 if nothing is mapped there
     */
    public long physicalAddress(long address) {
        return walk.peek(address, privilege);
    }

    /** The address of the next instruction. */
    public long pc() {
        return pc;
    }

    public void setPc(long address) {
        pc = address;
    }

    /** A constant of {@link Privilege}. */
    public int privilege() {
        return privilege;
    }

    /** Sets the mode without anything that a trap or a return from one does besides. */
    public void setPrivilege(int mode) {
        if (mode != Privilege.USER && mode != Privilege.SUPERVISOR && mode != Privilege.MACHINE) {
            throw new IllegalArgumentException("privilege mode " + mode);
        }
        privilege = mode;
        mmu.select();
    }

    /** Register x0 to x31. */
    public long register(int number) {
        return x[number];
    }

    /** Sets x1 to x31; x0 stays zero. */
    public void setRegister(int number, long value) {
        if (number != 0) {
            x[number] = value;
        }
    }

    /** Register f0 to f31, as its 64 bits. */
    public long floatRegister(int number) {
        return f[number];
    }

    public void setFloatRegister(int number, long bits) {
        f[number] = bits;
    }

    /** A CSR as M mode reads it; 0 if there is none of that number. */
    public long csr(int number) {
        Csr csr = csrs.find(number);
        return csr == null ? 0 : csr.read();
    }

    /** The name of a CSR; null if there is none of that number. */
    public @Nullable String csrName(int number) {
        Csr csr = csrs.find(number);
        return csr == null ? null : csr.toString();
    }

    /** Writes a CSR as M mode does, which keeps what the register cannot hold out of it. */
    public void setCsr(int number, long value) {
        Csr csr = csrs.find(number);
        if (csr == null || csr.isReadOnly()) {
            throw new IllegalArgumentException("CSR 0x%x cannot be written".formatted(number));
        }
        csr.write(value);
    }

    @Override
    public void save(SnapshotWriter to) {
        to.same("cycles in a tick of the time CSR", config.cyclesPerTick());
        saveTime(to);
        to.putBoolean(started);
        to.putBoolean(waiting);
        to.putBoolean(touchedDevice);
        to.putLong(instructions());
        to.putLongs(x);
        to.putLongs(f);
        to.putInt(floating.control());
        to.putLong(pc);
        to.putInt(privilege);
        for (Snapshotted part : parts()) {
            part.save(to);
        }
    }

    @Override
    public void load(SnapshotReader from) {
        from.same("cycles in a tick of the time CSR", config.cyclesPerTick());
        loadTime(from);
        started = from.getBoolean();
        waiting = from.getBoolean();
        touchedDevice = from.getBoolean();
        accounted = left;
        inQuantum = false;
        quanta = 0;
        retired = from.getLong();
        from.getLongs(x);
        from.getLongs(f);
        floating.setControl(from.getInt());
        pc = from.getLong();
        privilege = from.getInt(Privilege.USER, Privilege.MACHINE);
        if (privilege == RESERVED_PRIVILEGE) {
            throw from.notAsExpected();
        }
        for (Snapshotted part : parts()) {
            part.load(from);
        }
    }

    /** What has state of its own, in the order of dependence: translations come last. */
    private List<Snapshotted> parts() {
        return List.of(status, traps, interrupts, counters, clock, environment, aia, pmp, mmu);
    }
}
