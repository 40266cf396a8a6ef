/**
 * {@code fuselage bench}: what each caching mode costs for everyday work, in virtual time.
 *
 * <p>Every cell of the report is a fresh guest with an in-memory share, so it depends on nothing
 * but the cost profile. Start reading at {@link dev.fuselage.cli.bench.BenchCommand}; the
 * wall-clock benchmarks are elsewhere.
 */
@NullMarked
package dev.fuselage.cli.bench;

import org.jspecify.annotations.NullMarked;
