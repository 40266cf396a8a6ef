/**
 * Deadlock scenarios: small guests in which a mistake of kernel history is found, explained,
 * replayed, and its fix proved, on the modelled kernel, the real rings and the real server.
 *
 * <p>A {@link dev.fuselage.scenarios.Scenario} says what the guest looks like and what its tasks
 * do; {@code dev.fuselage.scenarios.explore} runs it under every schedule that a strategy chooses;
 * {@code dev.fuselage.scenarios.outcome} is what comes out of it, and {@code
 * dev.fuselage.scenarios.report} how that is told. The catalogue is in {@code
 * dev.fuselage.scenarios.catalogue}, the smallest example in {@code
 * dev.fuselage.scenarios.example}. Nothing here models a bug a second time.
 *
 * <p>Start reading at {@link dev.fuselage.scenarios.Scenario}.
 */
@NullMarked
package dev.fuselage.scenarios;

import org.jspecify.annotations.NullMarked;
