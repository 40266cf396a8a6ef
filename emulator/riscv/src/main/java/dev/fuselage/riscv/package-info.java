@NullMarked
package dev.fuselage.riscv;

import org.jspecify.annotations.NullMarked;
