/**
 * {@code fuselage run}: guests that execute commands, a script, or what a user types.
 *
 * <p>Start reading at {@link dev.fuselage.cli.run.RunCommand}.
 */
@NullMarked
package dev.fuselage.cli.run;

import org.jspecify.annotations.NullMarked;
