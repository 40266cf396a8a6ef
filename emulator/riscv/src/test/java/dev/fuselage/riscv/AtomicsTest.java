package dev.fuselage.riscv;

import static dev.fuselage.riscv.Assembler.A0;
import static dev.fuselage.riscv.Assembler.A1;
import static dev.fuselage.riscv.Assembler.A2;
import static dev.fuselage.riscv.Assembler.A3;
import static dev.fuselage.riscv.Assembler.T0;
import static dev.fuselage.riscv.Assembler.T1;
import static dev.fuselage.riscv.decode.Instruction.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.riscv.decode.Instruction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AtomicsTest {
    @ParameterizedTest
    @CsvSource({
        "AMOSWAP_W, 5, 5",
        "AMOADD_W, 1, ffffffff80000000",
        "AMOXOR_W, ff, 7fffff00",
        "AMOAND_W, f0, f0",
        "AMOOR_W, 80000000, ffffffffffffffff",
        "AMOMIN_W, ffffffff80000000, ffffffff80000000",
        "AMOMAX_W, ffffffff80000000, 7fffffff",
        "AMOMINU_W, ffffffff80000000, 7fffffff",
        "AMOMAXU_W, ffffffff80000000, ffffffff80000000",
    })
    void amoOfAWordReturnsTheOldOneAndStoresTheNew(
            Instruction amo, String operand, String expected) {
        try (Board board = new Board(1)) {
            board.memory.write64(Board.DATA, 0x1111_1111_7fff_ffffL);
            Hart hart = board.start(new Assembler().r(amo, A0, A1, A2));
            hart.setRegister(A1, Board.DATA);
            hart.setRegister(A2, Long.parseUnsignedLong(operand, 16));

            board.runToRest();

            assertThat(hart.register(A0)).isEqualTo(0x7fff_ffffL);
            long stored = board.memory.read32(Board.DATA);
            assertThat(Long.toHexString(stored)).isEqualTo(expected);
            assertThat(board.memory.read32(Board.DATA + 4)).isEqualTo(0x1111_1111);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AMOSWAP_D, 5, 5",
        "AMOADD_D, 8000000000000001, 1",
        "AMOXOR_D, 1, 8000000000000001",
        "AMOAND_D, 8000000000000001, 8000000000000000",
        "AMOOR_D, 1, 8000000000000001",
        "AMOMIN_D, 1, 8000000000000000",
        "AMOMAX_D, 1, 1",
        "AMOMINU_D, 1, 1",
        "AMOMAXU_D, 1, 8000000000000000",
    })
    void amoOfADoublewordReturnsTheOldOneAndStoresTheNew(
            Instruction amo, String operand, String expected) {
        try (Board board = new Board(1)) {
            board.memory.write64(Board.DATA, Long.MIN_VALUE);
            Hart hart = board.start(new Assembler().r(amo, A0, A1, A2));
            hart.setRegister(A1, Board.DATA);
            hart.setRegister(A2, Long.parseUnsignedLong(operand, 16));

            board.runToRest();

            assertThat(hart.register(A0)).isEqualTo(Long.MIN_VALUE);
            assertThat(Long.toHexString(board.memory.read64(Board.DATA))).isEqualTo(expected);
        }
    }

    @Test
    void storeConditionalSucceedsOnceAfterLoadReserved() {
        try (Board board = new Board(1)) {
            Hart hart =
                    board.start(
                            new Assembler()
                                    .li(A2, 9)
                                    .r(LR_D, A0, A1, 0)
                                    .r(SC_D, T0, A1, A2)
                                    .r(SC_D, T1, A1, A2));
            hart.setRegister(A1, Board.DATA);

            board.runToRest();

            assertThat(hart.register(T0)).isZero();
            assertThat(hart.register(T1)).isEqualTo(1);
            assertThat(board.memory.read64(Board.DATA)).isEqualTo(9);
        }
    }

    @Test
    void storeConditionalElsewhereFailsAndStoresNothing() {
        try (Board board = new Board(1)) {
            Hart hart =
                    board.start(
                            new Assembler()
                                    .li(A2, 9)
                                    .r(LR_W, A0, A1, 0)
                                    .i(ADDI, A1, A1, 8)
                                    .r(SC_W, T0, A1, A2));
            hart.setRegister(A1, Board.DATA);

            board.runToRest();

            assertThat(hart.register(T0)).isEqualTo(1);
            assertThat(board.memory.read64(Board.DATA + 8)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"LR_W, 4", "SC_W, 6", "AMOADD_W, 6"})
    void misalignedAtomicTraps(Instruction instruction, int cause) {
        try (Board board = new Board(1)) {
            Hart hart = board.start(new Assembler().r(instruction, A0, A1, A2));
            hart.setRegister(A1, Board.DATA + 2);

            board.runToRest();

            assertThat(hart.csr(0x342)).isEqualTo(cause);
            assertThat(hart.csr(0x343)).isEqualTo(Board.DATA + 2);
        }
    }

    /** Each hart adds 1 to a shared counter 20,000 times with LR and SC, over many quanta. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void countersOfSeveralHartsLoseNothing(int harts) {
        try (Board board = new Board(harts)) {
            Assembler program =
                    new Assembler()
                            .li(A1, Board.DATA)
                            .li(A3, 20_000)
                            .label("retry")
                            .r(LR_D, A0, A1, 0)
                            .i(ADDI, A0, A0, 1)
                            .r(SC_D, T0, A1, A0)
                            .branch(BNE, T0, 0, "retry")
                            .i(ADDI, A3, A3, -1)
                            .branch(BNE, A3, 0, "retry");
            board.start(program);
            for (int i = 1; i < harts; i++) {
                board.start(i);
            }

            board.runToRest();

            assertThat(board.memory.read64(Board.DATA)).isEqualTo(20_000L * harts);
        }
    }

    @Test
    void storeOfAnotherHartBetweenBreaksTheReservation() {
        try (Board board = new Board(2)) {
            // Hart 0 reserves, waits for longer than a quantum and stores conditionally.
            Hart first =
                    board.start(
                            new Assembler()
                                    .i(CSRRS, T0, 0, 0xf14)
                                    .li(A1, Board.DATA)
                                    .li(A2, 5)
                                    .branch(BNE, T0, 0, "other")
                                    .r(LR_D, A0, A1, 0)
                                    .li(T1, 3 * Hart.QUANTUM)
                                    .label("wait")
                                    .i(ADDI, T1, T1, -1)
                                    .branch(BNE, T1, 0, "wait")
                                    .r(SC_D, A3, A1, 0)
                                    .jump(0, "rest")
                                    .label("other")
                                    .s(SD, A2, A1, 0));
            board.start(1);

            board.runToRest();

            assertThat(first.register(A3)).isEqualTo(1);
            assertThat(board.memory.read64(Board.DATA)).isEqualTo(5);
        }
    }

    @Test
    void twoRunsOfSeveralHartsAreTheSame() {
        assertThat(contention()).isEqualTo(contention());
    }

    private static String contention() {
        try (Board board = new Board(4)) {
            Assembler program =
                    new Assembler()
                            .li(A1, Board.DATA)
                            .li(A3, 3000)
                            .i(CSRRS, A2, 0, 0xf14)
                            .label("again")
                            .r(AMOSWAP_D, A0, A1, A2)
                            .r(ADD, T1, T1, A0)
                            .i(SLLI, T1, T1, 1)
                            .i(ADDI, A3, A3, -1)
                            .branch(BNE, A3, 0, "again");
            board.start(program);
            for (int i = 1; i < 4; i++) {
                board.start(i);
            }
            board.runToRest();
            StringBuilder state = new StringBuilder();
            for (int i = 0; i < 4; i++) {
                Hart hart = board.hart(i);
                state.append(hart.register(T1)).append(' ').append(hart.now()).append(' ');
                state.append(hart.instructions()).append('\n');
            }
            return state.toString();
        }
    }
}
