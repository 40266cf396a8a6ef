/**
 * Named counters of one simulation, as {@code --stats} prints them. Not a metrics library: a
 * counter is one long that its owner adds to. Start at {@link dev.fuselage.machine.stats.Counters}.
 */
@NullMarked
package dev.fuselage.machine.stats;

import org.jspecify.annotations.NullMarked;
