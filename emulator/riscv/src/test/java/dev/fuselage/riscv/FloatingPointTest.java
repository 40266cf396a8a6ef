package dev.fuselage.riscv;

import static dev.fuselage.riscv.Assembler.A0;
import static dev.fuselage.riscv.Assembler.A1;
import static dev.fuselage.riscv.decode.Instruction.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.riscv.decode.Instruction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * That instructions reach the right operation with the right operands, mode and registers. Whether
 * the operations are right is tested in {@code floating}.
 */
final class FloatingPointTest {
    private static final int FCSR = 3;
    private static final int FA = 10;
    private static final int FB = 11;
    private static final int FC = 12;
    private static final int FD = 13;

    private final Board board = new Board(1);

    @AfterEach
    void close() {
        board.close();
    }

    private Hart start(Assembler program) {
        Hart hart = board.start(program);
        hart.setCsr(0x300, 1L << 13);
        return hart;
    }

    private static Assembler dynamic(Instruction instruction, int rd, int rs1, int rs2) {
        return new Assembler().word(instruction.pattern().encode(rd, rs1, rs2, 7));
    }

    @ParameterizedTest
    @CsvSource({
        "FADD_D, 6.0, 2.0, 8.0", "FSUB_D, 6.0, 2.0, 4.0", "FMUL_D, 6.0, 2.0, 12.0",
        "FDIV_D, 6.0, 2.0, 3.0", "FSQRT_D, 9.0, 0.0, 3.0", "FMIN_D, 6.0, 2.0, 2.0",
        "FMAX_D, 6.0, 2.0, 6.0", "FSGNJ_D, 6.0, -2.0, -6.0", "FSGNJN_D, 6.0, -2.0, 6.0",
        "FSGNJX_D, -6.0, -2.0, 6.0",
    })
    void doublesAreCombined(Instruction instruction, double a, double b, double expected) {
        int rm = instruction.op() < FSGNJ_D.op() ? 7 : 0;
        Hart hart = start(new Assembler().word(instruction.pattern().encode(FA, FB, FC, rm)));
        hart.setFloatRegister(FB, Double.doubleToRawLongBits(a));
        hart.setFloatRegister(FC, Double.doubleToRawLongBits(b));

        board.runToRest();

        assertThat(hart.csr(0x342)).isZero();
        assertThat(Double.longBitsToDouble(hart.floatRegister(FA))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "FADD_S, 6.0, 2.0, 8.0", "FSUB_S, 6.0, 2.0, 4.0", "FMUL_S, 6.0, 2.0, 12.0",
        "FDIV_S, 6.0, 2.0, 3.0", "FSQRT_S, 9.0, 0.0, 3.0", "FMIN_S, 6.0, 2.0, 2.0",
        "FMAX_S, 6.0, 2.0, 6.0", "FSGNJ_S, 6.0, -2.0, -6.0", "FSGNJN_S, 6.0, -2.0, 6.0",
        "FSGNJX_S, -6.0, -2.0, 6.0",
    })
    void floatsAreCombinedAndBoxed(Instruction instruction, float a, float b, float expected) {
        int rm = instruction.op() < FSGNJ_S.op() ? 7 : 0;
        Hart hart = start(new Assembler().word(instruction.pattern().encode(FA, FB, FC, rm)));
        hart.setFloatRegister(FB, boxed(a));
        hart.setFloatRegister(FC, boxed(b));

        board.runToRest();

        assertThat(hart.csr(0x342)).isZero();
        assertThat(hart.floatRegister(FA)).isEqualTo(boxed(expected));
    }

    private static long boxed(float value) {
        return Float.floatToRawIntBits(value) | 0xffff_ffff_0000_0000L;
    }

    @ParameterizedTest
    @CsvSource({
        "FMADD_D, 11.0",
        "FMSUB_D, 1.0",
        "FNMSUB_D, -1.0",
        "FNMADD_D, -11.0",
    })
    void fusedOperationsHaveTheSignsOfTheManual(Instruction instruction, double expected) {
        Hart hart =
                start(new Assembler().word(instruction.pattern().encode(FA, FB, FC, FD << 8 | 7)));
        hart.setFloatRegister(FB, Double.doubleToRawLongBits(2));
        hart.setFloatRegister(FC, Double.doubleToRawLongBits(3));
        hart.setFloatRegister(FD, Double.doubleToRawLongBits(5));

        board.runToRest();

        assertThat(Double.longBitsToDouble(hart.floatRegister(FA))).isEqualTo(expected);
    }

    @Test
    void operandThatIsNotBoxedCountsAsNaN() {
        Hart hart = start(dynamic(FADD_S, FA, FB, FC));
        hart.setFloatRegister(FB, Float.floatToRawIntBits(1));
        hart.setFloatRegister(FC, boxed(1));

        board.runToRest();

        assertThat(hart.floatRegister(FA)).isEqualTo(0xffff_ffff_7fc0_0000L);
    }

    @Test
    void movesAndStoresKeepTheBits() {
        Hart hart =
                start(
                        new Assembler()
                                .li(A1, Board.DATA)
                                .r(FMV_X_W, A0, FB, 0)
                                .s(FSW, FB, A1, 0)
                                .i(FLW, FC, A1, 0));
        hart.setFloatRegister(FB, 0x1234_5678_8765_4321L);

        board.runToRest();

        assertThat(hart.register(A0)).isEqualTo(0xffff_ffff_8765_4321L);
        assertThat(board.memory.read64(Board.DATA)).isEqualTo(0x8765_4321L);
        assertThat(hart.floatRegister(FC)).isEqualTo(0xffff_ffff_8765_4321L);
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 2", "2, 2", "3, 3", "4, 3"})
    void dynamicRoundingModeIsThatOfFcsr(int mode, long expected) {
        Hart hart = start(dynamic(FCVT_L_D, A0, FB, 0));
        hart.setFloatRegister(FB, Double.doubleToRawLongBits(2.5));
        hart.setCsr(FCSR, (long) mode << 5);

        board.runToRest();

        assertThat(hart.register(A0)).isEqualTo(expected);
        assertThat(hart.csr(1)).as("fflags").isEqualTo(1);
        assertThat(hart.csr(FCSR)).isEqualTo((long) mode << 5 | 1);
    }

    @ParameterizedTest
    @CsvSource({"FEQ_D, 0", "FLT_D, 1", "FLE_D, 1"})
    void comparisonGoesToAnIntegerRegister(Instruction instruction, long expected) {
        Hart hart = start(new Assembler().word(instruction.pattern().encode(A0, FB, FC, 0)));
        hart.setFloatRegister(FB, Double.doubleToRawLongBits(1));
        hart.setFloatRegister(FC, Double.doubleToRawLongBits(2));
        hart.setRegister(A0, 99);

        board.runToRest();

        assertThat(hart.register(A0)).isEqualTo(expected);
    }

    @Test
    void precisionsConvertIntoEachOther() {
        Hart hart =
                start(dynamic(FCVT_S_D, FA, FB, 0).word(FCVT_D_S.pattern().encode(FC, FA, 0, 0)));
        hart.setFloatRegister(FB, Double.doubleToRawLongBits(0.1));

        board.runToRest();

        assertThat(hart.floatRegister(FA)).isEqualTo(boxed(0.1f));
        assertThat(Double.longBitsToDouble(hart.floatRegister(FC))).isEqualTo(0.1f);
    }
}
