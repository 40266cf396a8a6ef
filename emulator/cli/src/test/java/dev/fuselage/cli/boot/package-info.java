/** The parts of {@code fuselage boot}, and whole boots of a real kernel. */
@NullMarked
package dev.fuselage.cli.boot;

import org.jspecify.annotations.NullMarked;
