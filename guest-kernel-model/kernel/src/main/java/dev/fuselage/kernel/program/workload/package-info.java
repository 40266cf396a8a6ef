/**
 * System-call scripts ({@code .wl}): the language in which request traces of real guests were
 * recorded, and the guest program that runs it.
 *
 * <p>Here are the parser and the guest side. Host steps are only parsed: whoever runs a workload
 * performs them outside the guest. Start reading at {@link
 * dev.fuselage.kernel.program.workload.WorkloadScript}.
 */
@NullMarked
package dev.fuselage.kernel.program.workload;

import org.jspecify.annotations.NullMarked;
