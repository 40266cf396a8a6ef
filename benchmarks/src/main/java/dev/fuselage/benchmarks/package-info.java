/**
 * JMH benchmarks, one class for each question; what the question is stands in the class's first
 * sentence.
 *
 * <p>What it is: the only place besides the command line that looks at a clock on the wall. What it
 * is not: a test. Nothing fails here because a machine is slow.
 *
 * <p>To run: {@code mvn -q -DskipTests package && java -jar benchmarks/target/benchmarks.jar
 * CLASSNAME -prof gc}. Give each of several runs on one host its own {@code -Djava.io.tmpdir},
 * since JMH takes a lock there.
 *
 * <p>Start reading at {@link dev.fuselage.benchmarks.Measured}.
 */
@NullMarked
package dev.fuselage.benchmarks;

import org.jspecify.annotations.NullMarked;
