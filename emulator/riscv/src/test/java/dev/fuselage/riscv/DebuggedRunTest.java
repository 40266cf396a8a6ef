package dev.fuselage.riscv;

import static dev.fuselage.riscv.Assembler.A0;
import static dev.fuselage.riscv.Assembler.A1;
import static dev.fuselage.riscv.Assembler.A2;
import static dev.fuselage.riscv.Assembler.A3;
import static dev.fuselage.riscv.Assembler.A4;
import static dev.fuselage.riscv.Assembler.S0;
import static dev.fuselage.riscv.Assembler.S1;
import static dev.fuselage.riscv.Assembler.T0;
import static dev.fuselage.riscv.Assembler.T1;
import static dev.fuselage.riscv.Assembler.T2;
import static dev.fuselage.riscv.decode.Instruction.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.time.StopReason;
import dev.fuselage.riscv.Watchpoints.Kind;
import dev.fuselage.riscv.Watchpoints.Watchpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A guest that is stopped and stepped does the same at the same virtual time as one that is left
 * alone.
 */
final class DebuggedRunTest {
    private static final long HANDLER = Board.BASE + 0x3000;
    private static final int STIMECMP = 0x14d;
    private static final int TIME = 0xc01;
    private static final int ROUNDS = 400;
    private static final long LOG = Board.DATA + 0x1000;

    private static final Assembler PROGRAM =
            new Assembler()
                    .li(S0, Board.DATA)
                    .li(S1, LOG)
                    .li(A4, ROUNDS)
                    .label("round")
                    .label("retry")
                    .r(LR_D, T0, S0, 0)
                    .i(ADDI, T0, T0, 1)
                    .r(SC_D, T1, S0, T0)
                    .branch(BNE, T1, 0, "retry")
                    .i(ADDI, T0, 0, 1)
                    .i(ADDI, A2, S0, 8)
                    .r(AMOADD_D, T0, A2, T0)
                    .i(SLLI, T0, T0, 3)
                    .r(ADD, T0, T0, S1)
                    .i(CSRRS, T1, 0, TIME)
                    .i(SLLI, T1, T1, 4)
                    .r(OR, T1, T1, A0)
                    .s(SD, T1, T0, 0)
                    // Harts of different speed.
                    .i(ADDI, T2, A0, 3)
                    .label("delay")
                    .i(ADDI, T2, T2, -1)
                    .branch(BNE, T2, 0, "delay")
                    .i(ADDI, A4, A4, -1)
                    .branch(BNE, A4, 0, "round")
                    .i(CSRRCI, 0, 0x1f, 0x300)
                    .i(CSRRW, 0, 0, 0x304)
                    .label("rest")
                    .o(WFI)
                    .jump(0, "rest");

    /** A timer interrupt: counts, and waits for the next in a place of its own. */
    private static final Assembler TIMER =
            new Assembler()
                    .i(CSRRS, A3, 0, STIMECMP)
                    .i(ADDI, A3, A3, 9)
                    .i(CSRRW, 0, A3, STIMECMP)
                    .i(ADDI, A1, A1, 1)
                    .o(MRET);

    private static Board board() {
        Board board = new Board(3);
        board.load(Board.BASE, PROGRAM.assemble());
        board.load(HANDLER, TIMER.assemble());
        for (int i = 0; i < 3; i++) {
            Hart hart = board.start(i);
            hart.setCsr(0x305, HANDLER);
            hart.setCsr(0x30a, 1L << 63);
            hart.setCsr(STIMECMP, 5);
            hart.setCsr(0x304, 1L << Interrupts.STI);
            hart.setCsr(0x300, Status.MIE);
        }
        return board;
    }

    /** All that a guest can tell, and the time it took. */
    private static List<Long> result(Board board) {
        List<Long> result = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Hart hart = board.hart(i);
            for (int r = 0; r < 32; r++) {
                result.add(hart.register(r));
            }
            result.add(hart.pc());
            result.add(hart.now());
            result.add(hart.instructions());
            result.add(hart.csr(0x341));
        }
        for (long at = Board.DATA; at < LOG + 8L * 3 * ROUNDS; at += 8) {
            result.add(board.memory.read64(at));
        }
        return result;
    }

    private static final List<Long> UNDEBUGGED = undebugged();

    private static List<Long> undebugged() {
        try (Board board = board()) {
            board.runToRest();
            assertThat(board.memory.read64(Board.DATA)).isEqualTo(3 * ROUNDS);
            assertThat(board.hart(1).register(A1)).as("timer interrupts").isPositive();
            return result(board);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void stopsAndStepsChangeNothing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (Board board = board()) {
            Debugger debugger = new Debugger(board, random);
            debugger.runToTheEnd();
            assertThat(debugger.stops).isGreaterThan(500);
            assertThat(result(board)).as("seed " + seed).isEqualTo(UNDEBUGGED);
        }
    }

    /** Sets breakpoints and watchpoints, steps and goes on as chance has it. */
    private static final class Debugger {
        private static final int ENOUGH = 3000;

        private final Board board;
        private final SplittableRandom random;
        private boolean halted;
        private int stops;

        Debugger(Board board, SplittableRandom random) {
            this.board = board;
            this.random = random;
            for (int i = 0; i < 3; i++) {
                board.hart(i).debug().setListener((hart, stop) -> stopped(hart));
            }
            change();
        }

        private void stopped(Hart hart) {
            assertThat(halted).as("only one stops at a time: " + hart).isFalse();
            halted = true;
            stops++;
        }

        void runToTheEnd() {
            while (board.simulation.run(() -> halted) == StopReason.STOPPED) {
                halted = false;
                change();
                decide();
            }
        }

        /** Others places to stop at. */
        private void change() {
            board.harts.breakpoints().clear();
            board.harts.watchpoints().clear();
            if (stops > ENOUGH) {
                return;
            }
            for (int i = 0; i < 3; i++) {
                board.harts.breakpoints().add(Board.BASE + 4L * (6 + random.nextInt(18)));
            }
            if (random.nextInt(4) == 0) {
                board.harts.breakpoints().add(HANDLER + 4L * random.nextInt(5));
            }
            if (random.nextInt(4) == 0) {
                long place = random.nextBoolean() ? Board.DATA : LOG + random.nextInt(2000);
                Kind kind = List.of(Kind.READ, Kind.WRITE, Kind.ACCESS).get(random.nextInt(3));
                board.harts.watchpoints().add(new Watchpoint(place, 8, kind));
            }
        }

        private void decide() {
            for (int i = 0; i < 3; i++) {
                DebugPort port = board.hart(i).debug();
                switch (stops > ENOUGH ? 9 : random.nextInt(10)) {
                    case 0, 1, 2 -> port.step();
                    case 3 -> port.stepWithin(Board.BASE, Board.BASE + random.nextInt(0x100));
                    case 4 -> {
                        // A hold that is taken back before the hart's turn.
                        port.hold();
                        port.goOn();
                    }
                    default -> port.goOn();
                }
            }
        }
    }
}
