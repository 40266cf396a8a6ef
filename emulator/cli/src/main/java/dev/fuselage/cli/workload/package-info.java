/**
 * {@code fuselage workload}: runs system-call scripts in a modelled guest and writes the requests
 * they cause and the results they return, in the form in which real guests were recorded.
 *
 * <p>The scripts' language and the guest's side are {@code dev.fuselage.kernel.program.workload};
 * the form of requests is {@code dev.fuselage.cli.trace}. Start reading at {@link
 * dev.fuselage.cli.workload.WorkloadRun}.
 */
@NullMarked
package dev.fuselage.cli.workload;

import org.jspecify.annotations.NullMarked;
