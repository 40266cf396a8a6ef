/**
 * {@code fuselage scenario}: lists, shows, runs, explores, replays and merges deadlock scenarios,
 * and writes what came of it in the forms that people and CI systems read.
 *
 * <p>What a scenario is, how it is explored and how an outcome is told are {@code
 * dev.fuselage.scenarios}'s; here are options, files, threads and exit statuses. Start reading at
 * {@link dev.fuselage.cli.scenario.ScenarioCommand}.
 */
@NullMarked
package dev.fuselage.cli.scenario;

import org.jspecify.annotations.NullMarked;
