package dev.fuselage.riscv.decode;

import java.util.ArrayList;
import java.util.List;

/**
 * An encoding, parsed from the notation of the ISA manual: fields from the most significant bit
 * down, separated by blanks.
 *
 * <ul>
 *   <li>{@code 0110011} fixed bits; {@code .} a bit that is ignored
 *   <li>{@code rd}, {@code rs1}, {@code rs2}, {@code rs3} registers; {@code fd} a floating-point
 *       destination; {@code rd/rs1} both in one; {@code rd'} one of x8 to x15; {@code zimm} a
 *       number in the place of rs1; {@code rm} a rounding mode
 *   <li>{@code imm[12|10:5]} bits of the immediate, sign-extended from the highest one named;
 *       {@code uimm[...]} zero-extended; {@code nzimm}, {@code nzuimm} the same, and zero is
 *       another instruction
 *   <li>{@code rd!0} the register is not x0; {@code rd!2} not x2
 * </ul>
 */
public final class Pattern {
    /** {@code bits} bits at {@code low} of the word go to {@code target} of the packed form. */
    private record Field(int low, int bits, int target, int bias) {
        int value(int word) {
            return (word >>> low & (1 << bits) - 1) + bias;
        }
    }

    private final String text;
    private final int op;
    private final long implied;
    private final List<Field> registers = new ArrayList<>();
    private final List<Field> immediates = new ArrayList<>();
    private final List<Field> forbidden = new ArrayList<>();

    private int width;
    private int mask;
    private int match;
    private int signBit = -1;
    private boolean signed;
    private boolean nonZero;
    private boolean integerDestination;

    private Pattern(String text, int op, long implied) {
        this.text = text;
        this.op = op;
        this.implied = implied;
    }

    /**
     * Parses an encoding.
     *
     * @param implied operands that the encoding does not contain, in packed form
     */
    static Pattern of(String text, int op, long implied) {
        Pattern pattern = new Pattern(text, op, implied);
        String[] tokens = text.split(" ", -1);
        for (int i = tokens.length - 1; i >= 0; i--) {
            pattern.prepend(tokens[i]);
        }
        if (pattern.width != 16 && pattern.width != 32) {
            throw new IllegalArgumentException("\"%s\" has %d bits".formatted(text, pattern.width));
        }
        return pattern;
    }

    private void prepend(String token) {
        char first = token.charAt(0);
        if (first == '0' || first == '1' || first == '.') {
            for (int i = token.length() - 1; i >= 0; i--) {
                prependBit(token.charAt(i));
            }
        } else if (token.endsWith("]")) {
            prependImmediate(token);
        } else {
            prependRegister(token);
        }
    }

    private void prependBit(char bit) {
        if (bit != '.') {
            mask |= 1 << width;
            match |= (bit - '0') << width;
        }
        width++;
    }

    private void prependImmediate(String token) {
        int bracket = token.indexOf('[');
        String name = token.substring(0, bracket);
        signed = !name.endsWith("uimm");
        nonZero |= name.startsWith("nz");
        String[] ranges = token.substring(bracket + 1, token.length() - 1).split("\\|", -1);
        for (int i = ranges.length - 1; i >= 0; i--) {
            int colon = ranges[i].indexOf(':');
            int high = Integer.parseInt(colon < 0 ? ranges[i] : ranges[i].substring(0, colon));
            int low = colon < 0 ? high : Integer.parseInt(ranges[i].substring(colon + 1));
            immediates.add(new Field(width, high - low + 1, low, 0));
            signBit = Math.max(signBit, high);
            width += high - low + 1;
        }
    }

    private void prependRegister(String token) {
        int not = token.indexOf('!');
        String name = not < 0 ? token : token.substring(0, not);
        boolean narrow = name.endsWith("'");
        int bits = narrow ? 3 : 5;
        int bias = narrow ? 8 : 0;
        if (not >= 0) {
            forbidden.add(new Field(width, bits, 0, -Integer.parseInt(token.substring(not + 1))));
        }
        switch (narrow ? name.substring(0, name.length() - 1) : name) {
            case "rd" -> destination(bits, bias);
            case "fd" -> registers.add(new Field(width, bits, Packed.RD_SHIFT, bias));
            case "rd/rs1" -> {
                destination(bits, bias);
                registers.add(new Field(width, bits, Packed.RS1_SHIFT, bias));
            }
            case "rs1", "zimm" -> registers.add(new Field(width, bits, Packed.RS1_SHIFT, bias));
            case "rs2" -> registers.add(new Field(width, bits, Packed.RS2_SHIFT, bias));
            case "rs3" -> immediates.add(new Field(width, bits, Packed.RS3_SHIFT, 0));
            case "rm" -> {
                bits = 3;
                immediates.add(new Field(width, bits, 0, 0));
            }
            default ->
                    throw new IllegalArgumentException("\"%s\" in \"%s\"".formatted(token, text));
        }
        width += bits;
    }

    private void destination(int bits, int bias) {
        integerDestination = true;
        registers.add(new Field(width, bits, Packed.RD_SHIFT, bias));
    }

    /** Whether a word, zero-extended if it has 16 bits, is this instruction. */
    public boolean matches(int word) {
        if ((word & mask) != match) {
            return false;
        }
        for (Field field : forbidden) {
            if (field.value(word) == 0) {
                return false;
            }
        }
        return !nonZero || immediate(word) != 0;
    }

    /** The packed form of a word that {@link #matches}. */
    public long decode(int word) {
        long packed = Packed.of(op, width / 16) | implied;
        for (Field field : registers) {
            packed |= (long) field.value(word) << field.target;
        }
        if (integerDestination && Packed.rd(packed) == 0) {
            packed |= Packed.toRd(Packed.SINK);
        }
        return packed | Packed.immediateBits(immediate(word));
    }

    private int immediate(int word) {
        int value = 0;
        for (Field field : immediates) {
            value |= field.value(word) << field.target;
        }
        if (signed) {
            int unused = 31 - signBit;
            value = value << unused >> unused;
        }
        return value;
    }

    /**
     * The word with these operands: the inverse of {@link #decode}. Operands that the instruction
     * does not have are ignored.
     */
    public int encode(int rd, int rs1, int rs2, int immediate) {
        long packed =
                (long) rd << Packed.RD_SHIFT
                        | (long) rs1 << Packed.RS1_SHIFT
                        | (long) rs2 << Packed.RS2_SHIFT;
        int word = match;
        for (Field field : registers) {
            int register = (int) (packed >>> field.target) & 0x1f;
            word |= (register - field.bias & (1 << field.bits) - 1) << field.low;
        }
        for (Field field : immediates) {
            word |= (immediate >>> field.target & (1 << field.bits) - 1) << field.low;
        }
        return word;
    }

    /** The op of its packed form. */
    public int op() {
        return op;
    }

    /** Which bits are fixed. */
    public int mask() {
        return mask;
    }

    /** The values of the fixed bits. */
    public int match() {
        return match;
    }

    /** 16 or 32. */
    public int width() {
        return width;
    }

    @Override
    public String toString() {
        return text;
    }
}
