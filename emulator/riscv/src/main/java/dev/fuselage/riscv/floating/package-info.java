/**
 * IEEE 754-2019 binary32 and binary64 arithmetic over raw bits, as the F and D extensions define
 * it: five rounding modes, five accrued flags, tininess detected after rounding, canonical NaNs.
 * Nothing here knows registers or instruction words, and nothing allocates. Start at {@link
 * dev.fuselage.riscv.floating.Binary64}: each operation tries the host's arithmetic where that is
 * provably the same answer, and else computes in integers (the classes named after what they
 * compute, all of which end in {@link dev.fuselage.riscv.floating.Rounding}).
 */
@NullMarked
package dev.fuselage.riscv.floating;

import org.jspecify.annotations.NullMarked;
