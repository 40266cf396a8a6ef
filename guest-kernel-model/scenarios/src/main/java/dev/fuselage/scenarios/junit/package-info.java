/**
 * Scenarios in users' own test suites: JUnit 5 tests that put tasks on a guest, say what must or
 * must not happen under any schedule, and fail with the report.
 *
 * <p>Needs JUnit 5 ({@code org.junit.jupiter:junit-jupiter-api}) on the class path, which nothing
 * else here does, and the JVM option {@code --add-exports java.base/jdk.internal.vm=ALL-UNNAMED} to
 * be fast.
 *
 * <p>Start reading at {@link dev.fuselage.scenarios.junit.GuestTest} and {@link
 * dev.fuselage.scenarios.junit.GuestBuilder}.
 */
@NullMarked
package dev.fuselage.scenarios.junit;

import org.jspecify.annotations.NullMarked;
