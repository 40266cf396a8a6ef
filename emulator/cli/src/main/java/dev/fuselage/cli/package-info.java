/**
 * The {@code fuselage} command. {@link dev.fuselage.cli.Fuselage} is its main class; each command
 * has a package of its own, and {@code session} builds what they run.
 */
@NullMarked
package dev.fuselage.cli;

import org.jspecify.annotations.NullMarked;
