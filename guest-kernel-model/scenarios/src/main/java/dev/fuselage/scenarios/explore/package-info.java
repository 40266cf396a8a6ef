/**
 * Runs a scenario under many schedules: chooses every step, recognises a bad end at the step that
 * closes the circle, makes it short, and writes down how to get there again.
 *
 * <p>How a scenario is told to a person is in {@code dev.fuselage.scenarios.report}.
 *
 * <p>Start reading at {@link dev.fuselage.scenarios.explore.Explorer}.
 */
@NullMarked
package dev.fuselage.scenarios.explore;

import org.jspecify.annotations.NullMarked;
