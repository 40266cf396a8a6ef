package dev.fuselage.riscv;

import static dev.fuselage.riscv.Assembler.A0;
import static dev.fuselage.riscv.Assembler.A1;
import static dev.fuselage.riscv.Assembler.A2;
import static dev.fuselage.riscv.Assembler.S0;
import static dev.fuselage.riscv.Assembler.S1;
import static dev.fuselage.riscv.Assembler.T0;
import static dev.fuselage.riscv.Assembler.T1;
import static dev.fuselage.riscv.Assembler.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.interrupt.InterruptWire;
import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.time.Timer;
import dev.fuselage.riscv.decode.Instruction;
import dev.fuselage.riscv.interrupt.Aplic;
import dev.fuselage.riscv.interrupt.AplicDomain;
import dev.fuselage.riscv.interrupt.Clint;
import dev.fuselage.riscv.interrupt.HartSignals;
import dev.fuselage.riscv.interrupt.Imsic;
import dev.fuselage.riscv.interrupt.Plic;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Interrupts from a device's wire to a hart's handler and back, as drivers handle them. */
final class InterruptDeliveryTest {
    private static final int SSTATUS = 0x100;
    private static final int SIE = 0x104;
    private static final int STVEC = 0x105;
    private static final int SISELECT = 0x150;
    private static final int SIREG = 0x151;
    private static final int STOPEI = 0x15c;
    private static final int MSTATUS = 0x300;
    private static final int MIE = 0x304;
    private static final int MTVEC = 0x305;
    private static final int MCAUSE = 0x342;
    private static final int MCYCLE = 0xb00;
    private static final int TIME = 0xc01;

    private static final long DEVICE = 0x1000_0000L;
    private static final int SOURCE = 10;

    private final Board board = new Board(2);

    @AfterEach
    void close() {
        board.close();
    }

    /** Has causes for an interrupt, its wire high while there is one; a write takes one away. */
    private final class Device extends Timer implements MmioRegion {
        private final InterruptWire wire;
        private int causes;

        Device(InterruptWire wire) {
            super("device");
            this.wire = wire;
            board.memory.addDevice(DEVICE, 0x1000, this);
            board.simulation.schedule(this, 5_000);
        }

        @Override
        protected void expire() {
            causes = 3;
            wire.set(true);
        }

        @Override
        public long read(long offset, int size) {
            return causes;
        }

        @Override
        public void write(long offset, int size, long value) {
            causes = Math.max(causes - 1, 0);
            wire.set(causes > 0);
        }
    }

    /** Starts with a handler at {@link Board#BASE} + 4; the program goes on at "main". */
    private static Assembler handler() {
        return new Assembler().jump(ZERO, "main").label("handler");
    }

    /** Writes a word to an address, with t0 and t1. */
    private static Assembler write(Assembler code, long address, int value) {
        return code.li(T0, address).li(T1, value).s(Instruction.SW, T1, T0, 0);
    }

    private static Assembler csr(Assembler code, int csr, long value) {
        return code.li(T1, value).i(Instruction.CSRRW, ZERO, T1, csr);
    }

    /** Appends a0 to the list that s0 counts and s1 points to. */
    private static Assembler log(Assembler code) {
        return code.s(Instruction.SD, A0, S1, 0)
                .i(Instruction.ADDI, S1, S1, 8)
                .i(Instruction.ADDI, S0, S0, 1);
    }

    /** Waits for interrupts for ever. */
    private static Assembler sleep(Assembler code) {
        return code.label("sleep").o(Instruction.WFI).jump(ZERO, "sleep");
    }

    private long logged(int index) {
        return board.memory.read64(Board.DATA + 8L * index);
    }

    /** What irq-riscv-imsic and irq-riscv-aplic-msi of Linux 6.12 do, and how they end a level. */
    @Test
    void levelReachesSupervisorModeThroughMessagesUntilItsCausesAreGone() {
        Imsic files = Imsic.supervisor(board.harts, 255);
        Aplic aplic = Aplic.supervisorMessages(96, files, board.memory);
        board.memory.addDevice(files.base(), files.size(), files);
        board.memory.addDevice(
                Aplic.SUPERVISOR_BASE, aplic.supervisor().size(), aplic.supervisor());
        new Device(aplic.input(SOURCE));

        Assembler code = handler();
        code.i(Instruction.CSRRW, A0, ZERO, STOPEI).i(Instruction.SRLI, A0, A0, 16);
        log(code);
        write(code, DEVICE, 0);
        write(code, Aplic.SUPERVISOR_BASE + 0x2000, SOURCE).o(Instruction.SRET);
        code.label("main").li(S1, Board.DATA);
        csr(code, STVEC, Board.BASE + 4);
        csr(csr(code, SISELECT, ImsicFile.EIDELIVERY), SIREG, 1);
        csr(csr(code, SISELECT, ImsicFile.EIE0), SIREG, 1L << 33);
        write(code, Aplic.SUPERVISOR_BASE + 4 * SOURCE, 6);
        write(code, Aplic.SUPERVISOR_BASE + 0x3000 + 4 * SOURCE, 33);
        write(code, Aplic.SUPERVISOR_BASE + 0x1edc, SOURCE);
        write(code, Aplic.SUPERVISOR_BASE, 0x104);
        csr(csr(code, SIE, 1 << 9), SSTATUS, 1 << 1);
        board.load(Board.BASE, sleep(code).assemble());
        board.hart().startSupervisor(Board.BASE, 0);

        board.runToRest();

        assertThat(board.hart().register(S0)).isEqualTo(3);
        assertThat(logged(0)).isEqualTo(33);
        assertThat(logged(2)).isEqualTo(33);
    }

    /** What irq-riscv-aplic-direct does: claims until nothing is left. */
    @Test
    void levelReachesMachineModeDirectly() {
        Aplic aplic =
                Aplic.direct(
                        96,
                        HartSignals.to(board.harts, InterruptLine.MACHINE_EXTERNAL),
                        HartSignals.to(board.harts, InterruptLine.SUPERVISOR_EXTERNAL));
        AplicDomain domain = Objects.requireNonNull(aplic.machine());
        board.memory.addDevice(Aplic.MACHINE_BASE, domain.size(), domain);
        new Device(aplic.input(SOURCE));

        Assembler code = handler().label("again");
        code.li(T0, Aplic.MACHINE_BASE + 0x4000).i(Instruction.LW, A0, T0, 0x1c);
        log(code).branch(Instruction.BEQ, A0, ZERO, "done");
        write(code, DEVICE, 0).jump(ZERO, "again");
        code.label("done").o(Instruction.MRET);
        code.label("main").li(S1, Board.DATA);
        csr(code, MTVEC, Board.BASE + 4);
        write(code, Aplic.MACHINE_BASE + 4 * SOURCE, 6);
        write(code, Aplic.MACHINE_BASE + 0x3000 + 4 * SOURCE, 5);
        write(code, Aplic.MACHINE_BASE + 0x1edc, SOURCE);
        write(code, Aplic.MACHINE_BASE + 0x4000, 1);
        write(code, Aplic.MACHINE_BASE, 0x100);
        csr(csr(code, MIE, 1 << 11), MSTATUS, 1 << 3);
        board.load(Board.BASE, sleep(code).assemble()).start(0);

        board.runToRest();

        assertThat(board.hart().register(S0)).as("three causes and nothing").isEqualTo(4);
        assertThat(logged(0)).isEqualTo(SOURCE << 16 | 5);
        assertThat(logged(2)).isEqualTo(SOURCE << 16 | 5);
        assertThat(logged(3)).isZero();
        assertThat(board.hart().csr(MCAUSE)).isEqualTo(1L << 63 | 11);
    }

    /** What irq-sifive-plic does: claims and completes until nothing is left. */
    @Test
    void levelReachesMachineModeThroughThePlic() {
        Plic plic =
                new Plic(
                        95,
                        HartSignals.to(
                                board.harts,
                                InterruptLine.MACHINE_EXTERNAL,
                                InterruptLine.SUPERVISOR_EXTERNAL));
        board.memory.addDevice(Plic.BASE, plic.size(), plic);
        new Device(plic.input(SOURCE));

        Assembler code = handler().label("again");
        code.li(T0, Plic.BASE + 0x20_0004).i(Instruction.LW, A0, T0, 0);
        log(code).branch(Instruction.BEQ, A0, ZERO, "done");
        write(code, DEVICE, 0);
        code.li(T0, Plic.BASE + 0x20_0004).s(Instruction.SW, A0, T0, 0).jump(ZERO, "again");
        code.label("done").o(Instruction.MRET);
        code.label("main").li(S1, Board.DATA);
        csr(code, MTVEC, Board.BASE + 4);
        write(code, Plic.BASE + 4 * SOURCE, 1);
        write(code, Plic.BASE + 0x2000, 1 << SOURCE);
        csr(csr(code, MIE, 1 << 11), MSTATUS, 1 << 3);
        board.load(Board.BASE, sleep(code).assemble()).start(0);

        board.runToRest();

        assertThat(board.hart().register(S0)).as("three causes and nothing").isEqualTo(4);
        assertThat(logged(2)).isEqualTo(SOURCE);
        assertThat(logged(3)).isZero();
    }

    @Test
    void messageOfOneHartInterruptsAnother() {
        Imsic files = Imsic.machine(board.harts, 63);
        board.memory.addDevice(files.base(), files.size(), files);

        Assembler code = handler();
        code.i(Instruction.CSRRW, A0, ZERO, 0x35c);
        log(code).o(Instruction.MRET);
        code.label("main").li(S1, Board.DATA);
        csr(code, MTVEC, Board.BASE + 4);
        csr(csr(code, 0x350, ImsicFile.EIDELIVERY), 0x351, 1);
        csr(csr(code, 0x350, ImsicFile.EIE0), 0x351, 2);
        csr(csr(code, MIE, 1 << 11), MSTATUS, 1 << 3);
        code.i(Instruction.CSRRS, A2, ZERO, 0xf14).branch(Instruction.BNE, A2, ZERO, "sleep");
        code.li(A1, 2000).label("wait").i(Instruction.ADDI, A1, A1, -1);
        code.branch(Instruction.BNE, A1, ZERO, "wait");
        write(code, files.base() + 0x1000, 1);
        board.load(Board.BASE, sleep(code).assemble());
        board.start(0);
        board.start(1);

        board.runToRest();

        assertThat(board.hart(0).register(S0)).isZero();
        assertThat(board.hart(1).register(S0)).isEqualTo(1);
        assertThat(logged(0)).isEqualTo(1 << 16 | 1);
    }

    @Test
    void machineTimerEndsTheWaitAtItsTick() {
        Clint clint = new Clint(board.harts, HartConfig.STANDARD);
        board.memory.addDevice(Clint.BASE, Clint.SIZE, clint);

        Assembler code = handler();
        code.i(Instruction.CSRRS, A0, ZERO, TIME);
        log(code).li(T0, Clint.BASE + 0xbff8).i(Instruction.LD, A0, T0, 0);
        log(code);
        code.li(T0, Clint.BASE + 0x4000).li(T1, -1).s(Instruction.SD, T1, T0, 0);
        code.o(Instruction.MRET).label("main").li(S1, Board.DATA);
        csr(code, MTVEC, Board.BASE + 4);
        code.li(T0, Clint.BASE + 0x4000).li(T1, 777).s(Instruction.SD, T1, T0, 0);
        csr(csr(code, MIE, 1 << 7), MSTATUS, 1 << 3);
        board.load(Board.BASE, sleep(code).assemble()).start(0);

        board.runToRest();

        assertThat(board.hart().register(S0)).isEqualTo(2);
        assertThat(logged(0)).as("time").isEqualTo(777);
        assertThat(logged(1)).as("mtime").isEqualTo(777);
        assertThat(board.hart().csr(MCAUSE)).isEqualTo(1L << 63 | 7);
    }

    /** The hart computes all the time; a quantum of it would end long after the tick. */
    @Test
    void machineTimerInterruptsARunningHartInTheVeryCycle() {
        Clint clint = new Clint(board.harts, HartConfig.STANDARD);
        board.memory.addDevice(Clint.BASE, Clint.SIZE, clint);

        Assembler code = handler();
        code.i(Instruction.CSRRS, A0, ZERO, MCYCLE);
        log(code);
        csr(code, MIE, 0).jump(ZERO, "sleep");
        code.label("main").li(S1, Board.DATA);
        csr(code, MTVEC, Board.BASE + 4);
        csr(csr(code, MIE, 1 << 7), MSTATUS, 1 << 3);
        code.li(T0, Clint.BASE + 0x4000).li(T1, 123).s(Instruction.SD, T1, T0, 0);
        code.label("work").i(Instruction.ADDI, A1, A1, 1).jump(ZERO, "work");
        board.load(Board.BASE, sleep(code).assemble()).start(0);

        board.runToRest();

        assertThat(logged(0)).isEqualTo(123L * HartConfig.STANDARD.cyclesPerTick());
        assertThat(board.hart().csr(MCAUSE)).isEqualTo(1L << 63 | 7);
    }

    @Test
    void softwareInterruptOfMachineModeReachesItsHart() {
        Clint clint = new Clint(board.harts, HartConfig.STANDARD);
        board.memory.addDevice(Clint.BASE, Clint.SIZE, clint);

        Assembler code = handler();
        code.i(Instruction.CSRRS, A0, ZERO, MCAUSE);
        write(log(code), Clint.BASE, 0).o(Instruction.MRET);
        code.label("main").li(S1, Board.DATA);
        csr(code, MTVEC, Board.BASE + 4);
        csr(csr(code, MIE, 1 << 3), MSTATUS, 1 << 3);
        write(code, Clint.BASE, 1);
        board.load(Board.BASE, sleep(code).assemble()).start(0);

        board.runToRest();

        assertThat(board.hart().register(S0)).isEqualTo(1);
        assertThat(logged(0)).isEqualTo(1L << 63 | 3);
    }
}
