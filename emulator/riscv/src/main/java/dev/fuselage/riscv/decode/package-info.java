/**
 * From instruction words to the predecoded form that is executed: one table of 32-bit encodings,
 * one of 16-bit encodings with what they expand to, and a decoder that knows nothing but those
 * tables. What an instruction does is not told here. Start at {@link
 * dev.fuselage.riscv.decode.Instruction}.
 */
@NullMarked
package dev.fuselage.riscv.decode;

import org.jspecify.annotations.NullMarked;
