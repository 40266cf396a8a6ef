/**
 * What a run tells about itself afterwards: statistics, traces of requests, timelines.
 *
 * <p>Everything here only watches. Start reading at {@link dev.fuselage.cli.report.RunStatistics}.
 */
@NullMarked
package dev.fuselage.cli.report;

import org.jspecify.annotations.NullMarked;
