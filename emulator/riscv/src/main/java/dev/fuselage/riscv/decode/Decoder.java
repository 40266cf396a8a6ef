package dev.fuselage.riscv.decode;

import java.util.ArrayList;
import java.util.List;

/** Finds the pattern of an instruction word. Stateless; its tables are made from the enums once. */
public final class Decoder {
    /** By bits 14:12 and 6:2 of a 32-bit word. */
    private static final Pattern[][] LONG = new Pattern[256][];

    /** By bits 15:13 and 1:0 of a 16-bit word. */
    private static final Pattern[][] SHORT = new Pattern[32][];

    static {
        List<Pattern> patterns = new ArrayList<>();
        for (Instruction instruction : Instruction.values()) {
            patterns.add(instruction.pattern());
        }
        for (int key = 0; key < LONG.length; key++) {
            LONG[key] = candidates(patterns, (key >>> 5) << 12 | (key & 31) << 2 | 3, 0x707f);
        }
        patterns.clear();
        for (CompressedInstruction instruction : CompressedInstruction.values()) {
            patterns.add(instruction.pattern());
        }
        for (int key = 0; key < SHORT.length; key++) {
            SHORT[key] = candidates(patterns, (key >>> 2) << 13 | (key & 3), 0xe003);
        }
    }

    private Decoder() {}

    private static Pattern[] candidates(List<Pattern> all, int key, int keyMask) {
        return all.stream()
                .filter(pattern -> ((pattern.match() ^ key) & pattern.mask() & keyMask) == 0)
                .toArray(Pattern[]::new);
    }

    /** Whether an instruction that starts with this halfword has 16 bits. */
    public static boolean isCompressed(int halfword) {
        return (halfword & 3) != 3;
    }

    /**
     * The packed form of an instruction, of the low 16 bits if those are a compressed one. What no
     * pattern matches becomes {@link Op#ILLEGAL}.
     */
    public static long decode(int word) {
        if (isCompressed(word)) {
            int halfword = word & 0xffff;
            return decode(SHORT[halfword >>> 13 << 2 | (halfword & 3)], halfword, 1);
        }
        return decode(LONG[(word >>> 12 & 7) << 5 | (word >>> 2 & 31)], word, 2);
    }

    private static long decode(Pattern[] candidates, int word, int length) {
        for (Pattern pattern : candidates) {
            if (pattern.matches(word)) {
                return pattern.decode(word);
            }
        }
        return Packed.of(Op.ILLEGAL, length) | Packed.immediateBits(word);
    }
}
