/**
 * Mistakes that Linux once made, each a named switch that is off unless a scenario asks for it.
 *
 * <p>A fix and its bug differ by one {@link dev.fuselage.kernel.quirk.KernelQuirk} and run the same
 * code otherwise. What a mistake leads to is told by the scenarios, not here.
 *
 * <p>Start reading at {@link dev.fuselage.kernel.quirk.KernelQuirk}.
 */
@NullMarked
package dev.fuselage.kernel.quirk;

import org.jspecify.annotations.NullMarked;
