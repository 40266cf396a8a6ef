/**
 * Tests of device tree blobs, against the Devicetree Specification 0.4 and against {@code dtc}, the
 * device tree compiler (Debian package device-tree-compiler), where it is installed.
 */
@NullMarked
package dev.fuselage.riscv.fdt;

import org.jspecify.annotations.NullMarked;
