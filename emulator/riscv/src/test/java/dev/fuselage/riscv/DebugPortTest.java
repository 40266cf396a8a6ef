package dev.fuselage.riscv;

import static dev.fuselage.riscv.Assembler.A0;
import static dev.fuselage.riscv.Assembler.S0;
import static dev.fuselage.riscv.Assembler.T0;
import static dev.fuselage.riscv.Assembler.T1;
import static dev.fuselage.riscv.decode.Instruction.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.machine.time.StopReason;
import dev.fuselage.riscv.Watchpoints.Kind;
import dev.fuselage.riscv.Watchpoints.Watchpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a hart stops for a debugger, and what it has done by then. */
final class DebugPortTest {
    private static final long BASE = Board.BASE;

    private final Board board = new Board(2);
    private Stop stop = new Stop.Stepped();
    private Hart stopped = board.hart();
    private int stops;

    DebugPortTest() {
        for (int i = 0; i < board.harts.count(); i++) {
            board.hart(i)
                    .debug()
                    .setListener((hart, why) -> {
                        stopped = hart;
                        stop = why;
                        stops++;
                    });
        }
    }

    @AfterEach
    void close() {
        board.close();
    }

    /** Runs until a hart stops; how it ended. */
    private StopReason run() {
        int before = stops;
        return board.simulation.run(() -> stops != before);
    }

    private void runToStop() {
        assertThat(run()).isEqualTo(StopReason.STOPPED);
    }

    private void step() {
        board.hart().debug().step();
        runToStop();
    }

    private void breakAt(long address) {
        board.harts.breakpoints().add(address);
    }

    private static Assembler counting(int instructions) {
        Assembler code = new Assembler();
        for (int i = 0; i < instructions; i++) {
            code.i(ADDI, T0, T0, 1);
        }
        return code;
    }

    @Test
    void breakpointStopsBeforeItsInstruction() {
        Hart hart = board.start(counting(10));
        breakAt(BASE + 12);
        runToStop();
        assertThat(stop).isEqualTo(new Stop.AtBreakpoint());
        assertThat(hart.pc()).isEqualTo(BASE + 12);
        assertThat(hart.register(T0)).isEqualTo(3);
        assertThat(hart.now()).isEqualTo(3);
        assertThat(hart.instructions()).isEqualTo(3);
    }

    @Test
    void breakpointIsFoundInCodeThatHasBeenExecutedBefore() {
        Hart hart = board.start(counting(2).jump(0, "end").label("end"));
        board.runToRest();
        hart.startMachine(BASE, 0);
        breakAt(BASE + 4);
        runToStop();
        assertThat(hart.pc()).isEqualTo(BASE + 4);
    }

    @Test
    void breakpointStandsUntilItIsTakenAway() {
        Hart hart = board.start(counting(10));
        breakAt(BASE + 4);
        runToStop();
        runToStop();
        assertThat(hart.pc()).isEqualTo(BASE + 4);
        step();
        assertThat(hart.pc()).isEqualTo(BASE + 8);

        hart.startMachine(BASE, 0);
        hart.debug().goOn();
        board.harts.breakpoints().remove(BASE + 4);
        assertThat(run()).isEqualTo(StopReason.QUIESCENT);
    }

    @Test
    void breakpointSurvivesThatItsCodeIsReplaced() {
        Hart hart = board.start(counting(3));
        breakAt(BASE + 8);
        board.load(BASE, counting(4).assemble());
        runToStop();
        assertThat(hart.pc()).isEqualTo(BASE + 8);
    }

    @Test
    void breakpointIsOfVirtualAddressesAndNotOfWhatTheyAreMappedTo() {
        PageTables tables = new PageTables(board, 3);
        tables.map(0x4000_0000L, BASE, 0, PageTables.RWX);
        tables.map(0x5000_0000L, BASE, 0, PageTables.RWX);
        Assembler code = counting(3).li(T1, 0x5000_0000L).i(JALR, 0, T1, 0);
        Hart hart = board.start(code);
        hart.setCsr(0x3b0, -1);
        hart.setCsr(0x3a0, 0x1f);
        hart.setCsr(0x180, tables.satp());
        hart.setPrivilege(Privilege.SUPERVISOR);
        hart.setPc(0x4000_0000L);
        breakAt(0x5000_0004L);
        runToStop();
        assertThat(hart.pc()).isEqualTo(0x5000_0004L);
        assertThat(hart.register(T0))
                .as("all of the first mapping, one of the second")
                .isEqualTo(4);
    }

    @Test
    void breakpointAtAnOddAddressIsRefused() {
        assertThatThrownBy(() -> breakAt(BASE + 1)).hasMessageContaining("even");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0001_0001, 0x0002_8293})
    void straddlingAndCompressedInstructionsAreStoppedAt(int word) {
        // c.nop c.nop, and addi t0,t0,0 that starts in the last halfword of a page.
        boolean straddles = word == 0x0002_8293;
        long at = BASE + 0xffe;
        Hart hart = board.start(0);
        board.memory.write16(BASE + 0xffc, 0x0001);
        board.memory.write16(at, word & 0xffff);
        board.memory.write16(at + 2, word >>> 16);
        board.harts.codeChanged();
        hart.setPc(BASE + 0xffc);
        breakAt(at);
        runToStop();
        assertThat(hart.pc()).isEqualTo(at);
        step();
        assertThat(hart.pc()).isEqualTo(straddles ? at + 4 : at + 2);
        assertThat(stop).isEqualTo(new Stop.Stepped());
    }

    @Test
    void stepOverACallOfTheEnvironmentEndsAtTheHandler() {
        Hart hart = board.start(new Assembler().o(ECALL));
        step();
        assertThat(hart.pc()).isEqualTo(Board.TRAP);
        assertThat(hart.csr(0x341)).isEqualTo(BASE);
        assertThat(stop).isEqualTo(new Stop.Stepped());
    }

    @Test
    void interruptAtAStepEndsItAtTheHandler() {
        Hart hart = board.start(counting(5));
        hart.setCsr(0x304, 1L << Interrupts.MSI);
        hart.setCsr(0x300, Status.MIE);
        hart.setInterrupt(InterruptLine.MACHINE_SOFTWARE, true);
        step();
        assertThat(hart.pc()).isEqualTo(Board.TRAP);
        assertThat(hart.register(T0)).isZero();
        assertThat(hart.csr(0x341)).isEqualTo(BASE);
    }

    @Test
    void stepWithinARangeEndsOutsideOfIt() {
        Hart hart = board.start(counting(10));
        hart.debug().stepWithin(BASE, BASE + 20);
        runToStop();
        assertThat(hart.pc()).isEqualTo(BASE + 20);
        assertThat(stop).isEqualTo(new Stop.Stepped());
    }

    @Test
    void stepWithinARangeEndsAtABreakpointInIt() {
        Hart hart = board.start(counting(10));
        breakAt(BASE);
        breakAt(BASE + 8);
        hart.debug().stepWithin(BASE, BASE + 20);
        runToStop();
        assertThat(hart.pc()).isEqualTo(BASE + 8);
        assertThat(stop).isEqualTo(new Stop.AtBreakpoint());
    }

    @Test
    void heldHartGetsNoTurnWhileAnotherSteps() {
        Hart first = board.start(counting(20));
        Hart second = board.start(1);
        first.debug().hold();
        second.debug().step();
        runToStop();
        assertThat(stopped).isSameAs(second);
        assertThat(first.pc()).isEqualTo(BASE);
        assertThat(second.pc()).isEqualTo(BASE + 4);

        first.debug().goOn();
        second.debug().goOn();
        assertThat(run()).isEqualTo(StopReason.QUIESCENT);
        assertThat(first.register(T0)).isEqualTo(20);
        assertThat(second.register(T0)).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({
        "WRITE, 8, STORE",
        "ACCESS, 4, LOAD",
        "READ, 4, LOAD",
        "ACCESS, 8, STORE",
        "WRITE, 8, SWAP",
    })
    void watchpointStopsBeforeTheAccess(Kind kind, int offset, String what) {
        Assembler code = new Assembler().li(S0, Board.DATA).i(ADDI, T0, 0, 7);
        int setup = code.assemble().length * 4;
        // Twice: the second finds its page in the TLB.
        for (int i = 0; i < 2; i++) {
            switch (what) {
                case "STORE" -> code.s(SD, T0, S0, 8);
                case "LOAD" -> code.i(LD, T1, S0, 0);
                default -> code.i(ADDI, S0, S0, 8).r(AMOSWAP_D, T1, S0, T0).i(ADDI, S0, S0, -8);
            }
        }
        Hart hart = board.start(code);
        int before = what.equals("SWAP") ? 4 : 0;
        int size = what.equals("SWAP") ? 12 : 4;
        board.memory.write64(Board.DATA, 1);
        board.memory.write64(Board.DATA + 8, 2);
        board.harts.watchpoints().add(new Watchpoint(Board.DATA + offset, 4, kind));

        for (int i = 0; i < 2; i++) {
            runToStop();
            assertThat(stop).isEqualTo(new Stop.AtWatchpoint(kind, Board.DATA + offset));
            assertThat(hart.pc()).isEqualTo(BASE + setup + before + (long) i * size);
            if (i == 0) {
                assertThat(board.memory.read64(Board.DATA + 8)).isEqualTo(2);
                assertThat(hart.register(T1)).isZero();
                assertThat(hart.now()).isEqualTo(hart.instructions());
            }
            board.harts.watchpoints().clear();
            step();
            board.harts.watchpoints().add(new Watchpoint(Board.DATA + offset, 4, kind));
            hart.debug().goOn();
        }
        assertThat(run()).isEqualTo(StopReason.QUIESCENT);
    }

    @Test
    void accessesOfTheOtherKindAndBesideTheRangeGoThrough() {
        Hart hart =
                board.start(
                        new Assembler()
                                .li(S0, Board.DATA)
                                .s(SD, S0, S0, 0)
                                .i(LD, A0, S0, 0)
                                .s(SB, S0, S0, 7)
                                .s(SB, S0, S0, 12));
        board.harts.watchpoints().add(new Watchpoint(Board.DATA, 8, Kind.READ));
        board.harts.watchpoints().add(new Watchpoint(Board.DATA + 8, 4, Kind.ACCESS));
        runToStop();
        assertThat(stop).isEqualTo(new Stop.AtWatchpoint(Kind.READ, Board.DATA));
        assertThat(hart.register(A0)).isZero();
        board.harts.watchpoints().remove(new Watchpoint(Board.DATA, 8, Kind.READ));
        assertThat(run()).isEqualTo(StopReason.QUIESCENT);
        assertThat(hart.register(A0)).isEqualTo(Board.DATA);
    }

    @Test
    void storeAcrossPagesStopsBeforeEitherIsWritten() {
        long end = Board.DATA + 0x1000;
        board.start(new Assembler().li(S0, end).s(SD, S0, S0, -4));
        board.harts.watchpoints().add(new Watchpoint(end, 1, Kind.WRITE));
        runToStop();
        assertThat(stop).isEqualTo(new Stop.AtWatchpoint(Kind.WRITE, end));
        assertThat(board.memory.read64(end - 8)).isZero();
    }

    @Test
    void accessThatFaultsIsTheGuestsBusinessAndNotADebuggers() {
        Hart hart = board.start(new Assembler().i(LD, A0, 0, 0x100));
        board.harts.watchpoints().add(new Watchpoint(0x100, 8, Kind.ACCESS));
        runToStop();
        board.harts.watchpoints().clear();
        step();
        assertThat(hart.csr(0x342)).isEqualTo(Cause.LOAD_ACCESS_FAULT);
        assertThat(hart.pc()).isEqualTo(Board.TRAP);
    }
}
