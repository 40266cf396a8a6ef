package dev.fuselage.riscv;

import static dev.fuselage.riscv.Assembler.A0;
import static dev.fuselage.riscv.Assembler.A1;
import static dev.fuselage.riscv.Assembler.A2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.riscv.decode.Instruction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results of integer instructions, worked out by hand from the Unprivileged ISA manual. */
final class IntegerTest {
    private final Board board = new Board(1);

    @AfterEach
    void close() {
        board.close();
    }

    private long result(Assembler program, String a, String b) {
        Hart hart = board.start(program);
        hart.setRegister(A1, Long.parseUnsignedLong(a, 16));
        hart.setRegister(A2, Long.parseUnsignedLong(b, 16));
        board.runToRest();
        assertThat(hart.csr(0x342)).as("mcause").isZero();
        return hart.register(A0);
    }

    @ParameterizedTest
    @CsvSource({
        "ADD, 7fffffffffffffff, 1, 8000000000000000",
        "SUB, 0, 1, ffffffffffffffff",
        "SLL, 1, 7f, 8000000000000000",
        "SLT, ffffffffffffffff, 0, 1",
        "SLT, 0, ffffffffffffffff, 0",
        "SLTU, ffffffffffffffff, 0, 0",
        "SLTU, 0, ffffffffffffffff, 1",
        "XOR, ff00ff00, ffff, ff0000ff",
        "SRL, 8000000000000000, 3f, 1",
        "SRA, 8000000000000000, 3f, ffffffffffffffff",
        "OR, f0, f, ff",
        "AND, f0, 1f, 10",
        "ADDW, 7fffffff, 1, ffffffff80000000",
        "ADDW, ffffffff00000001, 2, 3",
        "SUBW, 80000000, 1, 7fffffff",
        "SLLW, 1, 3f, ffffffff80000000",
        "SRLW, ffffffff80000000, 1f, 1",
        "SRLW, 80000000, 20, ffffffff80000000",
        "SRAW, 80000000, 1f, ffffffffffffffff",
        "SRAW, ffffffff7fffffff, 1e, 1",
        "MUL, ffffffffffffffff, ffffffffffffffff, 1",
        "MULH, 8000000000000000, 8000000000000000, 4000000000000000",
        "MULH, ffffffffffffffff, 1, ffffffffffffffff",
        "MULHU, ffffffffffffffff, ffffffffffffffff, fffffffffffffffe",
        "MULHSU, ffffffffffffffff, ffffffffffffffff, ffffffffffffffff",
        "MULHSU, 1, ffffffffffffffff, 0",
        "MULHSU, 8000000000000000, 8000000000000000, c000000000000000",
        "MULW, 10000, 8000, ffffffff80000000",
        "DIV, 14, fffffffffffffffa, fffffffffffffffd",
        "DIV, 8000000000000000, ffffffffffffffff, 8000000000000000",
        "DIV, 7, 0, ffffffffffffffff",
        "DIVU, ffffffffffffffec, 6, 2aaaaaaaaaaaaaa7",
        "DIVU, 7, 0, ffffffffffffffff",
        "REM, ffffffffffffffec, 6, fffffffffffffffe",
        "REM, 8000000000000000, ffffffffffffffff, 0",
        "REM, 7, 0, 7",
        "REMU, ffffffffffffffec, 6, 2",
        "REMU, ffffffffffffffff, 0, ffffffffffffffff",
        "DIVW, 80000000, ffffffffffffffff, ffffffff80000000",
        "DIVW, 100000007, 0, ffffffffffffffff",
        "DIVUW, ffffffec, 6, 2aaaaaa7",
        "DIVUW, 80000000, 1, ffffffff80000000",
        "REMW, 80000000, ffffffffffffffff, 0",
        "REMW, 80000001, 0, ffffffff80000001",
        "REMUW, ffffffff, 100000000, ffffffffffffffff",
        "ADD_UW, ffffffffffffffff, 1, 100000000",
        "SH1ADD, 3, 1, 7",
        "SH2ADD, 3, 1, d",
        "SH3ADD, ffffffffffffffff, 8, 0",
        "SH1ADD_UW, ffffffffffffffff, 0, 1fffffffe",
        "SH2ADD_UW, ffffffff80000000, 1, 200000001",
        "SH3ADD_UW, ffffffff80000000, 0, 400000000",
        "ANDN, ff, f, f0",
        "ORN, 0, fffffffffffffff0, f",
        "XNOR, 0, 0, ffffffffffffffff",
        "CLZ, 1, 0, 3f",
        "CLZ, 0, 0, 40",
        "CTZ, 8000000000000000, 0, 3f",
        "CTZ, 0, 0, 40",
        "CPOP, ffffffffffffffff, 0, 40",
        "CLZW, ffffffff00000001, 0, 1f",
        "CTZW, ffffffff00000000, 0, 20",
        "CPOPW, ffffffff0000000f, 0, 4",
        "MIN, ffffffffffffffff, 1, ffffffffffffffff",
        "MINU, ffffffffffffffff, 1, 1",
        "MAX, ffffffffffffffff, 1, 1",
        "MAXU, ffffffffffffffff, 1, ffffffffffffffff",
        "SEXT_B, 180, 0, ffffffffffffff80",
        "SEXT_H, 18000, 0, ffffffffffff8000",
        "ZEXT_H, ffffffffffffffff, 0, ffff",
        "ROL, 8000000000000001, 1, 3",
        "ROR, 1, 41, 8000000000000000",
        "ROLW, ffffffff80000001, 21, 3",
        "RORW, 1, 1, ffffffff80000000",
        "ORC_B, 0100000080007f00, 0, ff000000ff00ff00",
        "REV8, 0102030405060708, 0, 807060504030201",
        "BCLR, ffffffffffffffff, 7f, 7fffffffffffffff",
        "BEXT, 8000000000000000, 3f, 1",
        "BINV, 1, 40, 0",
        "BSET, 0, 3f, 8000000000000000",
        "CZERO_EQZ, 5, 0, 0",
        "CZERO_EQZ, 5, 8000000000000000, 5",
        "CZERO_NEZ, 5, 0, 5",
        "CZERO_NEZ, 5, 1, 0",
    })
    void registersAreCombined(Instruction instruction, String a, String b, String expected) {
        long actual = result(new Assembler().r(instruction, A0, A1, A2), a, b);

        assertThat(Long.toHexString(actual)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "ADDI, 1, -2048, fffffffffffff801",
        "SLTI, ffffffffffffffff, 0, 1",
        "SLTIU, 5, -1, 1",
        "SLTIU, ffffffffffffffff, -1, 0",
        "XORI, 5, -1, fffffffffffffffa",
        "ORI, 0, -2048, fffffffffffff800",
        "ANDI, ffffffffffffffff, 2047, 7ff",
        "SLLI, 1, 63, 8000000000000000",
        "SRLI, ffffffffffffffff, 63, 1",
        "SRAI, 8000000000000000, 63, ffffffffffffffff",
        "ADDIW, 7fffffff, 1, ffffffff80000000",
        "ADDIW, ffffffff00000001, 0, 1",
        "SLLIW, ffffffff, 31, ffffffff80000000",
        "SRLIW, ffffffff80000000, 31, 1",
        "SRLIW, ffffffff, 0, ffffffffffffffff",
        "SRAIW, 80000000, 31, ffffffffffffffff",
        "LUI, 0, -2147483648, ffffffff80000000",
        "SLLI_UW, ffffffff80000001, 4, 800000010",
        "RORI, 1, 1, 8000000000000000",
        "RORIW, 1, 1, ffffffff80000000",
        "BCLRI, ffffffffffffffff, 63, 7fffffffffffffff",
        "BEXTI, 8000000000000000, 63, 1",
        "BINVI, 0, 63, 8000000000000000",
        "BSETI, 0, 32, 100000000",
    })
    void registerAndImmediateAreCombined(
            Instruction instruction, String a, int immediate, String expected) {
        long actual = result(new Assembler().i(instruction, A0, A1, immediate), a, "0");

        assertThat(Long.toHexString(actual)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "BEQ, 1, 1, true", "BEQ, 1, 2, false",
        "BNE, 1, 2, true", "BNE, 1, 1, false",
        "BLT, ffffffffffffffff, 0, true", "BLT, 0, 0, false",
        "BGE, 0, 0, true", "BGE, ffffffffffffffff, 0, false",
        "BLTU, 0, ffffffffffffffff, true", "BLTU, ffffffffffffffff, 0, false",
        "BGEU, ffffffffffffffff, 0, true", "BGEU, 0, ffffffffffffffff, false",
    })
    void branchIsTakenOrNot(Instruction branch, String a, String b, boolean taken) {
        Assembler program =
                new Assembler().li(A0, 1).branch(branch, A1, A2, "taken").li(A0, 0).label("taken");

        assertThat(result(program, a, b)).isEqualTo(taken ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "LB, fffffffffffffff1",
        "LH, ffffffffffffe1f1",
        "LW, ffffffffc1d1e1f1",
        "LD, 8191a1b1c1d1e1f1",
        "LBU, f1",
        "LHU, e1f1",
        "LWU, c1d1e1f1",
    })
    void loadExtendsWhatItReads(Instruction load, String expected) {
        board.memory.write64(Board.DATA, 0x8191a1b1c1d1e1f1L);

        long actual = result(new Assembler().i(load, A0, A1, -8), "80100008", "0");

        assertThat(Long.toHexString(actual)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "SB, ffffffffffffffaa",
        "SH, ffffffffffff99aa",
        "SW, ffffffff778899aa",
        "SD, 33445566778899aa",
    })
    void storeWritesItsBytesAndNoMore(Instruction store, String expected) {
        board.memory.write64(Board.DATA, -1);

        result(new Assembler().s(store, A2, A1, 8), "800ffff8", "33445566778899aa");

        assertThat(Long.toHexString(board.memory.read64(Board.DATA))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1, LD", "4090, LD", "4093, LD", "4095, LH", "4094, LW"})
    void misalignedAccessWorksAcrossPagesToo(int offset, Instruction load) {
        for (int i = 0; i < 16; i++) {
            board.memory.write8(Board.DATA + offset + i, 0x10 + i);
        }
        String address = Long.toHexString(Board.DATA + offset);
        long expected =
                switch (load) {
                    case LH -> 0x1110;
                    case LW -> 0x13121110;
                    default -> 0x1716151413121110L;
                };

        long actual =
                result(
                        new Assembler().i(load, A0, A1, 0).s(Instruction.SD, A0, A1, 3),
                        address,
                        "0");

        assertThat(actual).isEqualTo(expected);
        assertThat(board.memory.read64(Board.DATA + offset + 3)).isEqualTo(expected);
    }

    @Test
    void jumpLinksToTheNextInstructionAndClearsTheLowestBit() {
        Assembler program =
                new Assembler()
                        .i(Instruction.AUIPC, A1, 0, 0)
                        .i(Instruction.JALR, A0, A1, 13)
                        .li(A1, 0)
                        .r(Instruction.SUB, A0, A0, A1);

        // 13 is odd: the target is the fourth instruction, where a1 is still the program's start.
        assertThat(result(program, "0", "0")).isEqualTo(8);
    }

    @Test
    void jumpThroughTheLinkRegisterUsesItsOldValue() {
        Assembler program =
                new Assembler()
                        .i(Instruction.AUIPC, A0, 0, 0)
                        .i(Instruction.JALR, A0, A0, 12)
                        .li(A0, 0);

        assertThat(result(program, "0", "0")).isEqualTo(Board.BASE + 8);
    }

    @Test
    void zeroRegisterStaysZero() {
        Assembler program =
                new Assembler()
                        .r(Instruction.ADD, 0, A1, A2)
                        .i(Instruction.LD, 0, A1, 0)
                        .r(Instruction.AMOADD_D, 0, A1, A2)
                        .i(Instruction.CSRRS, 0, 0, 0x301)
                        .r(Instruction.ADD, A0, 0, 0);

        assertThat(result(program, "80100000", "5")).isZero();
    }

    @Test
    void instructionMayStraddlePages() {
        // A compressed NOP moves the 32-bit instruction to the last halfword of the page.
        long page = Board.BASE + 0x5000;
        board.memory.write16(page - 2, 0x0513);
        board.memory.write16(page, 0x02a0);
        board.load(page + 2, 0x10500073);
        Hart hart = board.start(new Assembler());
        hart.setPc(page - 2);

        board.runToRest();

        assertThat(hart.register(A0)).isEqualTo(42);
    }

    @Test
    void branchThatStraddlesPagesJumpsWithinItsOwnPage() {
        long page = Board.BASE + 0x5000;
        int word = Instruction.BEQ.pattern().encode(0, 0, 0, -30);
        board.memory.write16(page - 2, word);
        board.memory.write16(page, word >>> 16);
        board.load(page - 32, Instruction.ADDI.pattern().encode(A0, 0, 0, 7), 0x10500073);
        Hart hart = board.start(new Assembler());
        hart.setPc(page - 2);

        board.runToRest();

        assertThat(hart.register(A0)).isEqualTo(7);
    }
}
