/**
 * JSON text, written and read: what the command line's and the scenarios' files are made of.
 *
 * <p>Start reading at {@link dev.fuselage.scenarios.report.json.Json}.
 */
@NullMarked
package dev.fuselage.scenarios.report.json;

import org.jspecify.annotations.NullMarked;
