package dev.fuselage.riscv.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class DecodeTest {
    /** Words as GNU as 2.40 assembles them; rd 32 is x0 as a destination. */
    @ParameterizedTest
    @CsvSource({
        "12345537, LUI, 10, 0, 0, 0x12345000",
        "fffff297, AUIPC, 5, 0, 0, -0x1000",
        "001000ef, JAL, 1, 0, 0, 0x800",
        "ffc50367, JALR, 6, 10, 0, -4",
        "80b50063, BEQ, 0, 10, 11, -0x1000",
        "7e947fe3, BGEU, 0, 8, 9, 0xffe",
        "fff10503, LB, 10, 2, 0, -1",
        "7ff76783, LWU, 15, 14, 0, 2047",
        "80113023, SD, 0, 2, 1, -2048",
        "01ff0fa3, SB, 0, 30, 31, 31",
        "80058513, ADDI, 10, 11, 0, -2048",
        "43f5d513, SRAI, 10, 11, 0, 63",
        "41f5d51b, SRAIW, 10, 11, 0, 31",
        "41498933, SUB, 18, 19, 20, 0",
        "40c5d53b, SRAW, 10, 11, 12, 0",
        "02c5a533, MULHSU, 10, 11, 12, 0",
        "03eefe3b, REMUW, 28, 29, 30, 0",
        "1605a52f, LR_W, 10, 11, 0, 0",
        "18c5b52f, SC_D, 10, 11, 12, 0",
        "e063b2af, AMOMAXU_D, 5, 7, 6, 0",
        "30059573, CSRRW, 10, 11, 0, 0x300",
        "144ff573, CSRRCI, 10, 31, 0, 0x144",
        "30200073, MRET, 0, 0, 0, 0",
        "10200073, SRET, 0, 0, 0, 0",
        "10500073, WFI, 0, 0, 0, 0",
        "12b50073, SFENCE_VMA, 0, 10, 11, 0",
        "0000100f, FENCE_I, 0, 0, 0, 0",
        "00c59553, FADD_S, 10, 11, 12, 1",
        "6ac5f543, FMADD_D, 10, 11, 12, 0xd07",
        "c0051553, FCVT_W_S, 10, 10, 0, 1",
        "d2357553, FCVT_D_LU, 10, 10, 0, 7",
        "401675d3, FCVT_S_D, 11, 12, 0, 7",
        "e2050553, FMV_X_D, 10, 10, 0, 0",
        "ffc52507, FLW, 10, 10, 0, -4",
        "01b5b427, FSD, 0, 11, 27, 8",
        "e2059553, FCLASS_D, 10, 11, 0, 0",
        "a0b50553, FLE_S, 10, 10, 11, 0",
        "22c5a553, FSGNJX_D, 10, 11, 12, 0",
        "20c5e53b, SH3ADD_UW, 10, 11, 12, 0",
        "0a15951b, SLLI_UW, 10, 11, 0, 33",
        "40c5f533, ANDN, 10, 11, 12, 0",
        "60059513, CLZ, 10, 11, 0, 0",
        "6025951b, CPOPW, 10, 11, 0, 0",
        "0ac5f533, MAXU, 10, 11, 12, 0",
        "60559513, SEXT_H, 10, 11, 0, 0",
        "0805c53b, ZEXT_H, 10, 11, 0, 0",
        "63f5d513, RORI, 10, 11, 0, 63",
        "60c5953b, ROLW, 10, 11, 12, 0",
        "2875d513, ORC_B, 10, 11, 0, 0",
        "6b85d513, REV8, 10, 11, 0, 0",
        "4bf5d513, BEXTI, 10, 11, 0, 63",
        "28c59533, BSET, 10, 11, 12, 0",
        "68559513, BINVI, 10, 11, 0, 5",
        "00000013, ADDI, 32, 0, 0, 0",
    })
    void wordIsDecodedAsTheAssemblerMeantIt(
            String hex, Instruction instruction, int rd, int rs1, int rs2, String immediate) {
        long packed = Decoder.decode(Integer.parseUnsignedInt(hex, 16));

        assertOperands(packed, instruction, rd, rs1, rs2, Integer.decode(immediate));
        assertThat(Packed.length(packed)).isEqualTo(2);
    }

    /** Halfwords as GNU as 2.40 assembles them, and what the "C" chapter says they expand to. */
    @ParameterizedTest
    @CsvSource({
        "1fe8, ADDI, 10, 2, 0, 1020",
        "0040, ADDI, 8, 2, 0, 4",
        "3de8, FLD, 10, 11, 0, 248",
        "5de8, LW, 10, 11, 0, 124",
        "6024, LD, 9, 8, 0, 64",
        "c35c, SW, 0, 14, 15, 4",
        "fde8, SD, 0, 11, 10, 248",
        "a484, FSD, 0, 9, 9, 8",
        "0001, ADDI, 32, 0, 0, 0",
        "1501, ADDI, 10, 10, 0, -32",
        "22fd, ADDIW, 5, 5, 0, 31",
        "557d, ADDI, 10, 0, 0, -1",
        "7101, ADDI, 2, 2, 0, -512",
        "617d, ADDI, 2, 2, 0, 496",
        "7501, LUI, 10, 0, 0, -0x20000",
        "637d, LUI, 6, 0, 0, 0x1f000",
        "917d, SRLI, 10, 10, 0, 63",
        "8485, SRAI, 9, 9, 0, 1",
        "9a01, ANDI, 12, 12, 0, -32",
        "8d0d, SUB, 10, 10, 11, 0",
        "8d2d, XOR, 10, 10, 11, 0",
        "8d4d, OR, 10, 10, 11, 0",
        "8d6d, AND, 10, 10, 11, 0",
        "9d0d, SUBW, 10, 10, 11, 0",
        "9d2d, ADDW, 10, 10, 11, 0",
        "b001, JAL, 32, 0, 0, -2048",
        "affd, JAL, 32, 0, 0, 2046",
        "d101, BEQ, 0, 10, 0, -256",
        "ecfd, BNE, 0, 9, 0, 254",
        "1ffe, SLLI, 31, 31, 0, 63",
        "357e, FLD, 10, 2, 0, 504",
        "50fe, LW, 1, 2, 0, 252",
        "70fe, LD, 1, 2, 0, 504",
        "8082, JALR, 32, 1, 0, 0",
        "857e, ADD, 10, 0, 31, 0",
        "9002, EBREAK, 0, 0, 0, 0",
        "9782, JALR, 1, 15, 0, 0",
        "957e, ADD, 10, 10, 31, 0",
        "bfaa, FSD, 0, 2, 10, 504",
        "df86, SW, 0, 2, 1, 252",
        "ff86, SD, 0, 2, 1, 504",
    })
    void halfwordExpandsToItsInstruction(
            String hex, Instruction instruction, int rd, int rs1, int rs2, String immediate) {
        long packed = Decoder.decode(Integer.parseUnsignedInt(hex, 16));

        assertOperands(packed, instruction, rd, rs1, rs2, Integer.decode(immediate));
        assertThat(Packed.length(packed)).isEqualTo(1);
    }

    private static void assertOperands(
            long packed, Instruction instruction, int rd, int rs1, int rs2, int immediate) {
        assertThat(Packed.op(packed)).isEqualTo(instruction.op());
        assertThat(Packed.rd(packed)).as("rd").isEqualTo(rd);
        assertThat(Packed.rs1(packed)).as("rs1").isEqualTo(rs1);
        assertThat(Packed.rs2(packed)).as("rs2").isEqualTo(rs2);
        assertThat(Packed.immediate(packed)).as("immediate").isEqualTo(immediate);
    }

    /** 0000 is defined illegal; the others are reserved by the "C" chapter. */
    @ParameterizedTest
    @CsvSource({"0000", "2001", "4002", "6002", "6001", "6101", "8002", "8000", "9c41", "9c61"})
    void reservedHalfwordIsIllegal(String hex) {
        long packed = Decoder.decode(Integer.parseInt(hex, 16));

        assertThat(Packed.op(packed)).isEqualTo(Op.ILLEGAL);
    }

    @ParameterizedTest
    @CsvSource({"ffffffff", "0000707f", "02c5851f", "00000057", "80000073", "18c5d52f"})
    void undefinedWordIsIllegal(String hex) {
        long packed = Decoder.decode(Integer.parseUnsignedInt(hex, 16));

        assertThat(Packed.op(packed)).isEqualTo(Op.ILLEGAL);
    }

    @Test
    void noWordIsTwoInstructions() {
        Instruction[] all = Instruction.values();
        List<String> overlaps = new ArrayList<>();
        for (int i = 0; i < all.length; i++) {
            for (int j = i + 1; j < all.length; j++) {
                Pattern a = all[i].pattern();
                Pattern b = all[j].pattern();
                if (((a.match() ^ b.match()) & a.mask() & b.mask()) == 0) {
                    overlaps.add(all[i] + " and " + all[j]);
                }
            }
        }
        assertThat(overlaps).isEmpty();
    }

    @Test
    void noHalfwordIsTwoInstructions() {
        for (int halfword = 0; halfword < 1 << 16; halfword++) {
            List<CompressedInstruction> found = new ArrayList<>();
            for (CompressedInstruction instruction : CompressedInstruction.values()) {
                if (instruction.pattern().matches(halfword)) {
                    found.add(instruction);
                }
            }
            assertThat(found).as("0x%04x", halfword).hasSizeLessThan(2);
        }
    }

    @Test
    void numbersOfInstructionsAreDistinctAndInRange() {
        Set<Integer> seen = new HashSet<>();
        for (Instruction instruction : Instruction.values()) {
            assertThat(seen.add(instruction.op())).as("%s", instruction).isTrue();
            assertThat(instruction.op()).isBetween(3, Op.LIMIT - 1).isNotEqualTo(Op.STRADDLING);
        }
    }

    @ParameterizedTest
    @EnumSource(Instruction.class)
    void encodingWhatWasDecodedGivesTheSameWord(Instruction instruction) {
        Pattern pattern = instruction.pattern();
        SplittableRandom random = new SplittableRandom(instruction.op());
        for (int i = 0; i < 200; i++) {
            int word = (random.nextInt() & ~pattern.mask()) | pattern.match();
            long packed = Decoder.decode(word);
            assertThat(Packed.op(packed)).as("0x%08x", word).isEqualTo(instruction.op());

            int again =
                    pattern.encode(
                            Packed.rd(packed) & 31,
                            Packed.rs1(packed),
                            Packed.rs2(packed),
                            Packed.immediate(packed));

            // Bits that neither pattern nor operands hold, as aq and rl, come back as zero.
            long secondTime = Decoder.decode(again);
            assertThat(secondTime).as("0x%08x, then 0x%08x", word, again).isEqualTo(packed);
        }
    }
}
