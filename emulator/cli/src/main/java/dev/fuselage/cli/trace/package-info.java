/**
 * FUSE request traces as text: recording them from a served file system, normalising and comparing
 * them.
 *
 * <p>The form is that of the recordings of a real Linux guest, one request a line under the system
 * call that caused it. JSON traces of {@code run --trace} are another matter. Start reading at
 * {@link dev.fuselage.cli.trace.TraceComparison} or {@link dev.fuselage.cli.trace.TraceRecorder}.
 */
@NullMarked
package dev.fuselage.cli.trace;

import org.jspecify.annotations.NullMarked;
