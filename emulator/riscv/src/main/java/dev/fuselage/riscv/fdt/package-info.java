/**
 * Device trees and the form in which a guest is handed one: a flattened device tree blob, version
 * 17 (Devicetree Specification 0.4, chapters 2 and 5). What is in a tree, and what a guest makes of
 * it, is not known here. Start at {@link dev.fuselage.riscv.fdt.DeviceTree}.
 */
@NullMarked
package dev.fuselage.riscv.fdt;

import org.jspecify.annotations.NullMarked;
