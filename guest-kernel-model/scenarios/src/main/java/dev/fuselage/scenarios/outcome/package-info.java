/**
 * What comes out of exploring a scenario: values without behaviour, from which every form of report
 * is made. How they are found is in {@code dev.fuselage.scenarios.explore}.
 *
 * <p>Start reading at {@link dev.fuselage.scenarios.outcome.Outcome}.
 */
@NullMarked
package dev.fuselage.scenarios.outcome;

import org.jspecify.annotations.NullMarked;
