/**
 * What things cost, in cycles of the virtual clock: the list of prices ({@link
 * dev.fuselage.machine.cost.Cost}) and a set of them ({@link
 * dev.fuselage.machine.cost.CostProfile}). Prices live in a properties file, each beside its
 * source; nothing here measures anything. Start at {@code CostProfile}.
 */
@NullMarked
package dev.fuselage.machine.cost;

import org.jspecify.annotations.NullMarked;
