/**
 * {@code fuselage trace}: what can be told from recorded traces. Start reading at {@link
 * dev.fuselage.cli.tracing.TraceCommand}; traces themselves are {@code dev.fuselage.cli.trace}.
 */
@NullMarked
package dev.fuselage.cli.tracing;

import org.jspecify.annotations.NullMarked;
