package dev.fuselage.kernel.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pairs of encodings of one instruction as the GNU assembler writes them. */
class CompressedTest {
    @ParameterizedTest
    @CsvSource({
        "0001, 00000013, nop",
        "1141, ff010113, 'addi sp, sp, -16'",
        "e406, 00113423, 'sd ra, 8(sp)'",
        "60a2, 00813083, 'ld ra, 8(sp)'",
        "0800, 01010413, 'addi s0, sp, 16'",
        "451d, 00700513, 'li a0, 7'",
        "6785, 000017b7, 'lui a5, 0x1'",
        "7139, fc010113, 'addi sp, sp, -64'",
        "8522, 00800533, 'mv a0, s0'",
        "8082, 00008067, ret",
        "9782, 000780e7, 'jalr a5'",
        "9002, 00100073, ebreak",
        "0000, 00000000, 'no instruction'",
        "8002, 00000000, 'no instruction'"
    })
    void aShortInstructionStandsForALongOne(String from, String to, String text) {
        assertThat(Compressed.expand(Integer.parseInt(from, 16)))
                .as(text)
                .isEqualTo(Integer.parseUnsignedInt(to, 16));
    }
}
