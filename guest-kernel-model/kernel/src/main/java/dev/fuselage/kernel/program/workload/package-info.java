/**
 * System-call scripts ({@code .wl}): the language in which request traces of real guests were
 * recorded, and the guest program that runs it.
 *
 * <p>Host steps are only parsed here: whoever runs a workload performs them outside the guest.
 * Start reading at {@link dev.fuselage.kernel.program.workload.WorkloadScript} and {@link
 * dev.fuselage.kernel.program.workload.WorkloadProgram}.
 */
@NullMarked
package dev.fuselage.kernel.program.workload;

import org.jspecify.annotations.NullMarked;
