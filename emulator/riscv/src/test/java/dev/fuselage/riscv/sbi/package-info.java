/**
 * Tests of the built-in firmware. {@code SbiGuest} makes calls as a guest does; what is expected
 * comes from the SBI specification 3.0.
 */
@NullMarked
package dev.fuselage.riscv.sbi;

import org.jspecify.annotations.NullMarked;
