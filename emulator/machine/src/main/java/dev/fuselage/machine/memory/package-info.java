/**
 * The physical address space of a guest: sparse RAM, regions backed by host mappings, device
 * registers, and scatter lists over them. Guest-physical addresses are checked here, once, and
 * turned into host addresses; no page tables and no caches are modelled. Start at {@link
 * dev.fuselage.machine.memory.GuestMemory}.
 */
@NullMarked
package dev.fuselage.machine.memory;

import org.jspecify.annotations.NullMarked;
