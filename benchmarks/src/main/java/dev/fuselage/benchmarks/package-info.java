/**
 * JMH benchmarks, one class for each question; the question is the first sentence of the class.
 *
 * <p>What it is: the only place besides the command line that looks at a clock on the wall. What it
 * is not: a test. Nothing fails here because a machine is slow; that requests allocate nothing is
 * held by a test. Start reading at {@link dev.fuselage.benchmarks.RoundTripBenchmark}.
 *
 * <p>To run, with the {@code java} of a JDK 25:
 *
 * <pre>{@code
 * mvn -q -DskipTests package
 * java -jar benchmarks/target/benchmarks.jar RoundTripBenchmark -prof gc
 * }</pre>
 *
 * <p>Give each of several runs on one host its own {@code -Djava.io.tmpdir}, since JMH takes a lock
 * there.
 *
 * <p>Last measured, on one of two cores of an AMD EPYC (Zen 5) in a virtual machine, Linux 6.18,
 * Temurin 25, with other work beside it: the best iteration of each.
 *
 * <pre>
 * RoundTrip   getattr                      772 ns, 0 B     1,290,000 a second
 *             read4KiB                     927 ns, 0 B
 *             read128KiB                 2,787 ns, 0 B     47 GB/s
 *             write4KiB                    935 ns, 0 B
 *             write128KiB                3,082 ns, 0 B     42 GB/s
 * Server      getattr                       56 ns, 0 B
 *             lookupAndForget              110 ns, 0 B
 *             read4KiB, read128KiB          67 ns, 1,454 ns, 0 B
 *             write4KiB, write128KiB        62 ns, 1,385 ns, 0 B
 * TaskSwitch  OnContinuations               46 ns waitAndWake, 76 ns yieldCpu
 *             OnVirtualThreads             166 ns waitAndWake, 297 ns yieldCpu
 * Ring        roundTrip, 1 / 4 / 64 pieces  21 / 51 / 393 ns split, 21 / 52 / 389 ns packed
 *             deviceSide                    13 / 31 / 287 ns split, 14 / 33 / 326 ns packed
 * Codec       decodeRequest                  4 ns
 *             encodeRequest, encodeReply    10 ns, 5 ns
 * Lookup      found                          27 ns of 10, 114 ns of 100,000 names
 * GuestMemory load, register                  1.4 ns, 5.6 ns for a write and a read
 * Boot        bootAndMount                  45 us of processor time
 * </pre>
 */
@NullMarked
package dev.fuselage.benchmarks;

import org.jspecify.annotations.NullMarked;
