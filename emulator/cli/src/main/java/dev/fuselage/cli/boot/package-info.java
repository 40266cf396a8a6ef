/**
 * {@code fuselage boot}: a real kernel on emulated harts. {@link dev.fuselage.cli.boot.BootTree}
 * tells the kernel what it runs on. Harts, controllers, firmware and devices themselves are in the
 * modules {@code riscv} and {@code devices}.
 */
@NullMarked
package dev.fuselage.cli.boot;

import org.jspecify.annotations.NullMarked;
