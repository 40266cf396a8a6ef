/**
 * {@code fuselage boot}: a real kernel on emulated harts. {@code BootCommand} reads what the user
 * wants, {@code BootMachine} puts the machine together, {@code BootTree} describes it, {@code
 * BootLoader} loads what runs on it, {@code BootRun} runs it and looks at the host meanwhile,
 * {@code Ending} says why it is over. Harts, controllers, firmware and devices themselves are in
 * the modules {@code riscv} and {@code devices}.
 */
@NullMarked
package dev.fuselage.cli.boot;

import org.jspecify.annotations.NullMarked;
