package dev.fuselage.riscv.sbi;

import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.machine.time.StopReason;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.HartConfig;
import dev.fuselage.riscv.Harts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Harts in S mode over the firmware. A call is an ECALL at {@link #CODE}, behind which a hart waits
 * for ever; the same is at {@link #OTHER_CODE}.
 */
final class SbiGuest implements AutoCloseable, DebugConsole, SystemReset {
    static final long RAM = 0x8000_0000L;
    static final long RAM_BYTES = 16L << 20;
    static final long CODE = RAM;
    static final long OTHER_CODE = RAM + 0x1000;
    static final long DATA = RAM + 0x10_0000;

    static final long SUCCESS = 0;
    static final long NOT_SUPPORTED = -2;
    static final long INVALID_PARAM = -3;
    static final long DENIED = -4;
    static final long INVALID_ADDRESS = -5;
    static final long ALREADY_AVAILABLE = -6;

    static final int A0 = 10;
    static final int A1 = 11;
    private static final int A6 = 16;
    private static final int A7 = 17;
    private static final int ECALL = 0x0000_0073;
    private static final int WFI = 0x1050_0073;
    private static final int JUMP_BACK = 0xffdf_f06f;

    /** What a call gave in a0 and a1. */
    record Result(long error, long value) {}

    final Simulation simulation = new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
    final GuestMemory memory = new GuestMemory();
    final Harts harts;
    final SbiFirmware firmware;
    final StringBuilder written = new StringBuilder();
    final List<String> resets = new ArrayList<>();
    String typed = "";

    /** Starts hart 0; the others are stopped. */
    SbiGuest(int count) {
        memory.addRam(RAM, RAM_BYTES);
        for (long place : new long[] {CODE, OTHER_CODE}) {
            memory.write32(place, ECALL);
            memory.write32(place + 4, WFI);
            memory.write32(place + 8, JUMP_BACK);
        }
        harts = new Harts(simulation, memory, HartConfig.STANDARD, count);
        firmware = new SbiFirmware(harts, memory, this, this);
        firmware.install();
        firmware.boot(CODE, DATA);
    }

    Hart hart(int id) {
        return harts.hart(id);
    }

    /** Starts the other harts, which wait for interrupts. */
    SbiGuest startAll() {
        for (int id = 1; id < harts.count(); id++) {
            hart(id).startSupervisor(CODE + 4, 0);
        }
        return this;
    }

    /** A call from hart 0. */
    Result call(long extension, long function, long... arguments) {
        return callFrom(0, extension, function, arguments);
    }

    Result callFrom(int id, long extension, long function, long... arguments) {
        Hart hart = hart(id);
        hart.setPc(CODE);
        for (int i = 0; i < 6; i++) {
            hart.setRegister(A0 + i, i < arguments.length ? arguments[i] : 0);
        }
        hart.setRegister(A6, function);
        hart.setRegister(A7, extension);
        hart.step();
        return new Result(hart.register(A0), hart.register(A1));
    }

    /** Lets all harts run until they sleep for ever. */
    void runToRest() {
        long end = simulation.now() + 10_000_000L;
        if (simulation.run(() -> simulation.now() >= end) != StopReason.QUIESCENT) {
            throw new AssertionError("harts do not come to rest");
        }
    }

    void putText(long address, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length; i++) {
            memory.write8(address + i, bytes[i]);
        }
    }

    @Override
    public void write(int value) {
        written.append((char) value);
    }

    @Override
    public int read() {
        if (typed.isEmpty()) {
            return -1;
        }
        int next = typed.charAt(0);
        typed = typed.substring(1);
        return next;
    }

    @Override
    public void reset(Type type, Reason reason) {
        resets.add(type + " " + reason);
    }

    @Override
    public void close() {
        memory.close();
    }
}
