/**
 * Guests on machines with shares, and what a user does with them.
 *
 * <p>{@link dev.fuselage.cli.session.Assembly} builds simulation, machines, devices, servers, file
 * systems and kernels from what the user asked for; commands, benchmarks and tests start there.
 * {@link dev.fuselage.cli.session.Session} walks a list of commands: pipelines go to guests'
 * shells, {@code host}, {@code info} and {@code sysrq} are its own.
 */
@NullMarked
package dev.fuselage.cli.session;

import org.jspecify.annotations.NullMarked;
