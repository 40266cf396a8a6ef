package dev.fuselage.riscv;

import static dev.fuselage.riscv.Assembler.A0;
import static dev.fuselage.riscv.Assembler.A1;
import static dev.fuselage.riscv.Assembler.T0;
import static dev.fuselage.riscv.decode.Instruction.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.riscv.decode.Instruction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Traps, delegation, interrupts and who may do what (RISC-V Privileged ISA, 3 and 12). */
final class PrivilegeTest {
    private static final int SSTATUS = 0x100;
    private static final int SIE = 0x104;
    private static final int STVEC = 0x105;
    private static final int SEPC = 0x141;
    private static final int SCAUSE = 0x142;
    private static final int STVAL = 0x143;
    private static final int SIP = 0x144;
    private static final int STIMECMP = 0x14d;
    private static final int MSTATUS = 0x300;
    private static final int MEDELEG = 0x302;
    private static final int MIDELEG = 0x303;
    private static final int MIE = 0x304;
    private static final int MTVEC = 0x305;
    private static final int MCOUNTEREN = 0x306;
    private static final int MENVCFG = 0x30a;
    private static final int MEPC = 0x341;
    private static final int MCAUSE = 0x342;
    private static final int MTVAL = 0x343;
    private static final int MIP = 0x344;

    private final Board board = new Board(1);

    @AfterEach
    void close() {
        board.close();
    }

    /** A hart at the start of a program, in a mode, with all of memory allowed to it. */
    private Hart in(int privilege, Assembler program) {
        Hart hart = board.start(program);
        hart.setCsr(0x3b0, -1);
        hart.setCsr(0x3a0, 0x1f);
        hart.setCsr(STVEC, Board.SUPERVISOR_TRAP);
        hart.privilege = privilege;
        hart.mmu.select();
        return hart;
    }

    @ParameterizedTest
    @CsvSource({"0, 8", "1, 9", "3, 11"})
    void environmentCallNamesItsMode(int privilege, long cause) {
        Hart hart = in(privilege, new Assembler().o(ECALL));

        board.step(1);

        assertThat(hart.csr(MCAUSE)).isEqualTo(cause);
        assertThat(hart.csr(MEPC)).isEqualTo(Board.BASE);
        assertThat(hart.csr(MTVAL)).isZero();
        assertThat(hart.privilege()).isEqualTo(Privilege.MACHINE);
        assertThat(hart.csr(MSTATUS) >>> 11 & 3).isEqualTo(privilege);
        assertThat(hart.pc()).isEqualTo(Board.TRAP);
    }

    @Test
    void delegatedExceptionGoesToSupervisorMode() {
        Hart hart = in(Privilege.USER, new Assembler().o(ECALL));
        hart.setCsr(MEDELEG, 1 << 8);

        board.step(1);

        assertThat(hart.privilege()).isEqualTo(Privilege.SUPERVISOR);
        assertThat(hart.csr(SCAUSE)).isEqualTo(8);
        assertThat(hart.csr(SEPC)).isEqualTo(Board.BASE);
        assertThat(hart.csr(SSTATUS) & Status.SPP).isZero();
        assertThat(hart.pc()).isEqualTo(Board.SUPERVISOR_TRAP);
    }

    @Test
    void exceptionOfMachineModeIsNeverDelegated() {
        Hart hart = in(Privilege.MACHINE, new Assembler().word(0));
        hart.setCsr(MEDELEG, -1);

        board.step(1);

        assertThat(hart.csr(MCAUSE)).isEqualTo(2);
        assertThat(hart.privilege()).isEqualTo(Privilege.MACHINE);
    }

    @Test
    void callFromMachineModeCannotBeDelegated() {
        Hart hart = in(Privilege.MACHINE, new Assembler());

        hart.setCsr(MEDELEG, -1);

        assertThat(hart.csr(MEDELEG)).isEqualTo(0xb3ff);
    }

    @Test
    void illegalInstructionLeavesItsWordInTval() {
        Hart hart = in(Privilege.MACHINE, new Assembler().word(0x1234_567f));
        board.step(1);
        assertThat(hart.csr(MCAUSE)).isEqualTo(2);
        assertThat(hart.csr(MTVAL)).isEqualTo(0x1234_567f);

        board.load(Board.BASE, 0xffff_8002);
        hart.setPc(Board.BASE);
        board.step(1);
        assertThat(hart.csr(MTVAL)).as("a halfword").isEqualTo(0x8002);
    }

    @Test
    void trapAndReturnStackTheInterruptEnable() {
        Hart hart = in(Privilege.MACHINE, new Assembler().o(ECALL));
        hart.setCsr(MSTATUS, Status.MIE);
        board.load(Board.TRAP, MRET.pattern().encode(0, 0, 0, 0));

        board.step(1);
        assertThat(hart.csr(MSTATUS) & (Status.MIE | Status.MPIE)).isEqualTo(Status.MPIE);
        board.step(1);
        assertThat(hart.csr(MSTATUS) & (Status.MIE | Status.MPIE))
                .isEqualTo(Status.MIE | Status.MPIE);
        assertThat(hart.csr(MSTATUS) & Status.MPP).as("MPP after MRET").isZero();
        assertThat(hart.pc()).isEqualTo(Board.BASE);
    }

    @Test
    void returnToALowerModeClearsModifiedPrivilege() {
        Hart hart = in(Privilege.MACHINE, new Assembler().o(MRET));
        hart.setCsr(MSTATUS, Status.MPRV);
        hart.setCsr(MEPC, Board.BASE + 8);

        board.step(1);

        assertThat(hart.csr(MSTATUS) & Status.MPRV).isZero();
        assertThat(hart.privilege()).isEqualTo(Privilege.USER);
    }

    @ParameterizedTest
    @EnumSource(names = {"MRET", "SRET", "WFI", "SFENCE_VMA", "SINVAL_VMA", "SFENCE_W_INVAL"})
    void privilegedInstructionIsIllegalInUserMode(Instruction instruction) {
        Hart hart = in(Privilege.USER, new Assembler().r(instruction, 0, 0, 0));

        board.step(1);

        assertThat(hart.csr(MCAUSE)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"SRET, 22", "WFI, 21", "SFENCE_VMA, 20", "SINVAL_VMA, 20"})
    void machineModeMayKeepAnInstructionFromSupervisorMode(Instruction instruction, int bit) {
        Hart hart = in(Privilege.MACHINE, new Assembler().r(instruction, 0, 0, 0));
        hart.setCsr(MSTATUS, 1L << bit);
        hart.privilege = Privilege.SUPERVISOR;

        board.step(1);

        assertThat(hart.csr(MCAUSE)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0x100, 2", "1, 0x300, 2", "3, 0x300, 0", "1, 0x100, 0", "0, 0x000, 2", "3, 0x7c0, 2",
        "0, 0xc00, 2", "1, 0xc01, 2", "3, 0xc02, 0", "3, 0xf14, 0", "1, 0x14d, 2", "1, 0x15c, 2",
    })
    void registerIsOpenToItsModesOnly(int privilege, String csr, long cause) {
        Hart hart = in(privilege, new Assembler().i(CSRRS, A0, 0, Integer.decode(csr)));

        board.step(1);

        assertThat(hart.csr(MCAUSE)).isEqualTo(cause);
    }

    @Test
    void readOnlyRegisterIsIllegalToWriteButNotToRead() {
        Hart hart =
                in(
                        Privilege.MACHINE,
                        new Assembler().i(CSRRS, A0, 0, 0xf14).i(CSRRW, A0, 0, 0xf14));

        board.step(1);
        assertThat(hart.csr(MCAUSE)).isZero();
        board.step(1);
        assertThat(hart.csr(MCAUSE)).isEqualTo(2);
    }

    @Test
    void countersOpenModeByMode() {
        Hart hart = in(Privilege.USER, new Assembler().i(CSRRS, A0, 0, 0xc02));
        board.step(1);
        assertThat(hart.csr(MCAUSE)).as("closed by mcounteren").isEqualTo(2);

        hart = in(Privilege.USER, new Assembler().i(CSRRS, A0, 0, 0xc02));
        hart.setCsr(MCOUNTEREN, 4);
        board.step(1);
        assertThat(hart.csr(MCAUSE)).as("closed by scounteren").isEqualTo(2);

        hart = in(Privilege.USER, new Assembler().i(CSRRS, A0, 0, 0xc02));
        hart.setCsr(MCOUNTEREN, 4);
        hart.setCsr(0x106, 4);
        board.step(1);
        assertThat(hart.csr(MCAUSE)).as("open").isZero();
    }

    @Test
    void retiredInstructionsDoNotCountTraps() {
        Assembler program =
                new Assembler()
                        .i(CSRRS, A0, 0, 0xb02)
                        .o(ECALL)
                        .i(ADDI, 0, 0, 0)
                        .i(CSRRS, A1, 0, 0xb02);
        Hart hart = in(Privilege.MACHINE, program);
        // The handler goes on behind the ECALL: 3 instructions and MRET.
        board.load(
                Board.TRAP,
                new Assembler()
                        .i(CSRRS, T0, 0, MEPC)
                        .i(ADDI, T0, T0, 4)
                        .i(CSRRW, 0, T0, MEPC)
                        .o(MRET)
                        .assemble());
        hart.setCsr(MSTATUS, Status.MPP);

        board.runToRest();

        assertThat(hart.register(A1) - hart.register(A0)).isEqualTo(6);
    }

    @Test
    void writtenInstructionCountIsWhatTheNextInstructionReads() {
        Hart hart =
                in(
                        Privilege.MACHINE,
                        new Assembler().li(T0, 100).i(CSRRW, 0, T0, 0xb02).i(CSRRS, A0, 0, 0xb02));

        board.step(3);

        assertThat(hart.register(A0)).isEqualTo(100);
    }

    @Test
    void inhibitedCountersStandStill() {
        Hart hart =
                in(
                        Privilege.MACHINE,
                        new Assembler()
                                .i(CSRRWI, 0, 5, 0x320)
                                .i(CSRRS, A0, 0, 0xb00)
                                .i(CSRRS, A1, 0, 0xb00)
                                .i(CSRRS, T0, 0, 0xb02));

        board.step(4);

        assertThat(hart.register(A1)).isEqualTo(hart.register(A0));
        assertThat(hart.csr(0xb02)).isEqualTo(hart.register(T0));
    }

    @Test
    void interruptsComeInTheOrderOfTheManual() {
        Hart hart = in(Privilege.MACHINE, new Assembler());
        hart.setCsr(MIE, -1);
        int[] order = {11, 3, 7, 9, 1, 5};
        for (InterruptLine line : InterruptLine.values()) {
            hart.setInterrupt(line, true);
        }
        for (int expected : order) {
            hart.setCsr(MSTATUS, Status.MIE);
            hart.interrupts.deliver();
            assertThat(hart.csr(MCAUSE)).isEqualTo(Cause.INTERRUPT | expected);
            assertThat(hart.csr(0xfb0)).as("mtopi").isEqualTo((long) expected << 16 | 1);
            for (InterruptLine line : InterruptLine.values()) {
                if (line.number() == expected) {
                    hart.setInterrupt(line, false);
                }
            }
        }
    }

    @Test
    void vectoredModeSendsInterruptsToTheirOwnEntriesAndExceptionsToTheBase() {
        Hart hart = in(Privilege.MACHINE, new Assembler().o(ECALL));
        hart.setCsr(MTVEC, Board.TRAP | 1);
        hart.setCsr(MIE, 1 << 7);
        board.step(1);
        assertThat(hart.pc()).isEqualTo(Board.TRAP);

        hart.setCsr(MSTATUS, Status.MIE);
        hart.setInterrupt(InterruptLine.MACHINE_TIMER, true);
        hart.interrupts.deliver();
        assertThat(hart.pc()).isEqualTo(Board.TRAP + 4 * 7);
    }

    @ParameterizedTest
    @CsvSource({"3, true, false", "1, false, false", "1, true, true", "0, false, true"})
    void delegatedInterruptIsTakenBelowMachineModeIfEnabled(
            int privilege, boolean enabled, boolean taken) {
        Hart hart = in(privilege, new Assembler().i(ADDI, 0, 0, 0));
        hart.setCsr(MIDELEG, -1);
        hart.setCsr(MIE, -1);
        hart.setCsr(SSTATUS, enabled ? Status.SIE : 0);
        hart.setInterrupt(InterruptLine.SUPERVISOR_EXTERNAL, true);

        board.step(1);

        assertThat(hart.csr(SCAUSE)).isEqualTo(taken ? Cause.INTERRUPT | 9 : 0);
        assertThat(hart.csr(0xdb0)).as("stopi").isEqualTo(9 << 16 | 1);
    }

    @Test
    void supervisorSeesOnlyDelegatedInterrupts() {
        Hart hart = in(Privilege.MACHINE, new Assembler());
        hart.setCsr(MIE, -1);
        hart.setInterrupt(InterruptLine.SUPERVISOR_EXTERNAL, true);

        assertThat(hart.csr(SIP)).isZero();
        assertThat(hart.csr(SIE)).isZero();
        hart.setCsr(MIDELEG, 1 << 9);
        assertThat(hart.csr(SIP)).isEqualTo(1 << 9);
        assertThat(hart.csr(SIE)).isEqualTo(1 << 9);
    }

    @Test
    void settingABitOfMipDoesNotLatchTheExternalLine() {
        Hart hart = in(Privilege.MACHINE, new Assembler().i(CSRRSI, A0, 2, MIP));
        hart.setInterrupt(InterruptLine.SUPERVISOR_EXTERNAL, true);

        board.step(1);
        hart.setInterrupt(InterruptLine.SUPERVISOR_EXTERNAL, false);

        assertThat(hart.register(A0)).isEqualTo(1 << 9);
        assertThat(hart.csr(MIP)).isEqualTo(1 << 1);
    }

    @ParameterizedTest
    @CsvSource({"0", "8"})
    void waitEndsWhenAnEnabledInterruptIsPendingWhateverTheGlobalEnable(long status) {
        Hart hart = in(Privilege.MACHINE, new Assembler().o(WFI).li(A0, 1));
        hart.setCsr(MSTATUS, status);
        hart.setCsr(MIE, 1 << 11);
        board.runToRest();
        assertThat(hart.register(A0)).as("still waiting").isZero();

        hart.setInterrupt(InterruptLine.MACHINE_EXTERNAL, true);
        board.simulation.run(() -> hart.instructions() > 3);

        assertThat(hart.register(A0)).isEqualTo(status == 0 ? 1 : 0);
        assertThat(hart.csr(MCAUSE)).isEqualTo(status == 0 ? 0 : Cause.INTERRUPT | 11);
    }

    @Test
    void idleTimeUntilTheSupervisorTimerIsSkipped() {
        Hart hart = in(Privilege.SUPERVISOR, new Assembler().o(WFI).i(CSRRS, A0, 0, 0xc01));
        hart.setCsr(MENVCFG, Environment.STCE);
        hart.setCsr(MCOUNTEREN, 2);
        hart.setCsr(MIDELEG, -1);
        hart.setCsr(SIE, 1 << 5);
        hart.setCsr(STIMECMP, 10_000_000);

        board.simulation.run(() -> hart.register(A0) != 0);

        assertThat(hart.register(A0)).isEqualTo(10_000_000);
        assertThat(hart.now()).isBetween(1_000_000_000L, 1_000_100_000L);
        assertThat(hart.csr(SIP)).isEqualTo(1 << 5);
    }

    @Test
    void supervisorTimerInterruptsAtItsTickAndIsTakenBackByALaterOne() {
        Assembler spin = new Assembler().label("spin").jump(0, "spin");
        Hart hart = in(Privilege.USER, spin);
        hart.setCsr(MENVCFG, Environment.STCE);
        hart.setCsr(MIDELEG, -1);
        hart.setCsr(SIE, 1 << 5);
        hart.setCsr(MCOUNTEREN, -1);
        hart.setCsr(STIMECMP, 777);
        board.load(
                Board.SUPERVISOR_TRAP,
                new Assembler().i(CSRRS, A0, 0, 0xc00).label("end").jump(0, "end").assemble());

        board.simulation.run(() -> hart.register(A0) != 0);

        assertThat(hart.csr(SCAUSE)).isEqualTo(Cause.INTERRUPT | 5);
        assertThat(hart.register(A0)).isEqualTo(77_700);
        hart.setCsr(STIMECMP, -1);
        assertThat(hart.csr(SIP)).isZero();
    }

    @Test
    void firmwareOfTheHostServesCallsOfSupervisorMode() {
        Hart hart = in(Privilege.MACHINE, new Assembler().li(A0, 20).o(ECALL).i(ADDI, A0, A0, 1));
        hart.startSupervisor(Board.BASE, 5);
        hart.setCsr(STVEC, Board.SUPERVISOR_TRAP);
        assertThat(hart.register(A1)).isEqualTo(5);
        hart.setFirmware(caller -> caller.setRegister(A0, caller.register(A0) * 2));

        board.runToRest();

        assertThat(hart.register(A0)).isEqualTo(41);
        assertThat(hart.privilege()).isEqualTo(Privilege.SUPERVISOR);
    }

    @ParameterizedTest
    @CsvSource({
        "CBO_ZERO, 0, 2",
        "CBO_ZERO, 0x80, 0",
        "CBO_CLEAN, 0, 2",
        "CBO_CLEAN, 0x40, 0",
        "CBO_FLUSH, 0x40, 0",
        "CBO_INVAL, 0, 2",
        "CBO_INVAL, 0x10, 0",
    })
    void cacheBlockInstructionNeedsItsPermission(
            Instruction instruction, String envcfg, long cause) {
        Hart hart = in(Privilege.SUPERVISOR, new Assembler().r(instruction, 0, A0, 0));
        hart.setRegister(A0, Board.DATA + 70);
        hart.setCsr(MENVCFG, Long.decode(envcfg));

        board.step(1);

        assertThat(hart.csr(MCAUSE)).isEqualTo(cause);
    }

    @Test
    void zeroingABlockZeroesTheBlockOfTheAddress() {
        Hart hart = in(Privilege.MACHINE, new Assembler().r(CBO_ZERO, 0, A0, 0));
        for (int i = 0; i < 192; i++) {
            board.memory.write8(Board.DATA + i, 0xff);
        }
        hart.setRegister(A0, Board.DATA + 70);

        board.step(1);

        assertThat(board.memory.read8(Board.DATA + 63)).isEqualTo(0xff);
        assertThat(board.memory.read64(Board.DATA + 64)).isZero();
        assertThat(board.memory.read64(Board.DATA + 120)).isZero();
        assertThat(board.memory.read8(Board.DATA + 128)).isEqualTo(0xff);
    }

    @Test
    void cacheBlockFaultIsBlamedOnAStore() {
        Hart hart = in(Privilege.MACHINE, new Assembler().r(CBO_CLEAN, 0, A0, 0));
        hart.setCsr(0x180, 8L << 60);
        hart.setCsr(MSTATUS, Status.MPRV | 1L << 11);
        hart.setRegister(A0, 64);

        board.step(1);

        assertThat(hart.csr(MCAUSE)).isEqualTo(Cause.STORE_ACCESS_FAULT);
    }

    @Test
    void floatingPointIsIllegalWhileItIsOff() {
        Hart hart = in(Privilege.MACHINE, new Assembler().r(FADD_D, 0, 0, 0));
        board.step(1);
        assertThat(hart.csr(MCAUSE)).isEqualTo(2);
    }

    @Test
    void floatingPointMakesItsStateDirty() {
        Hart hart = in(Privilege.MACHINE, new Assembler().r(FMV_D_X, 1, A0, 0));
        hart.setRegister(A0, 77);
        hart.setCsr(MSTATUS, 1L << 13);

        board.step(1);

        assertThat(hart.floatRegister(1)).isEqualTo(77);
        assertThat(hart.csr(MSTATUS) & Status.FS).isEqualTo(Status.FS);
        assertThat(hart.csr(MSTATUS)).as("SD").isNegative();
    }

    @Test
    void reservedRoundingModeIsIllegal() {
        Assembler program = new Assembler().word(FADD_D.pattern().encode(0, 0, 0, 5));
        Hart hart = in(Privilege.MACHINE, program);
        hart.setCsr(MSTATUS, 1L << 13);

        board.step(1);

        assertThat(hart.csr(MCAUSE)).isEqualTo(2);
    }

    @Test
    void supervisorAddressSpaceTakesEffectAtTheNextInstruction() {
        // Linux enters its virtual address space by the page fault that follows the write of satp.
        Hart hart = in(Privilege.SUPERVISOR, new Assembler().i(CSRRW, 0, A0, 0x180).li(A1, 1));
        PageTables tables = new PageTables(board, 3);
        long virtual = 0x40_0000_0000L >>> 1;
        tables.map(virtual, Board.SUPERVISOR_TRAP, 0, PageTables.RWX);
        hart.setCsr(MEDELEG, -1);
        hart.setCsr(STVEC, virtual);
        hart.setRegister(A0, tables.satp());

        board.step(2);

        assertThat(hart.csr(SCAUSE)).isEqualTo(Cause.INSTRUCTION_PAGE_FAULT);
        assertThat(hart.csr(STVAL)).isEqualTo(Board.BASE + 4);
        assertThat(hart.register(A1)).isZero();
        assertThat(hart.pc()).isEqualTo(virtual);
    }
}
