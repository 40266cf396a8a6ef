/**
 * What becomes of an {@link dev.fuselage.scenarios.outcome.Outcome}: text for people, JSON, JUnit
 * XML, SARIF, annotations and summaries for GitHub, lines as a kernel logs them, and timelines.
 *
 * <p>Every form is a function of outcomes alone: it reads no clock and names no machine, so that
 * reports can be compared. Where they are written to is the command line's business.
 *
 * <p>Start reading at {@link dev.fuselage.scenarios.report.TextReport}, then {@link
 * dev.fuselage.scenarios.report.JsonReport}.
 */
@NullMarked
package dev.fuselage.scenarios.report;

import org.jspecify.annotations.NullMarked;
