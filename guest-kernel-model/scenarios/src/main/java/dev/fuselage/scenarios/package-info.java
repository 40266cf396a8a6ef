/**
 * The place of the deadlock catalogue, the schedule exploration and its reports, on top of the
 * modelled kernel and the real devices. Nothing is here yet: `fuselage scenario` is not a command,
 * and the README's table says so. The module stands so that its arrows (to {@code kernel} and
 * {@code devices}) are held from the start.
 */
@NullMarked
package dev.fuselage.scenarios;

import org.jspecify.annotations.NullMarked;
