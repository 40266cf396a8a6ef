package dev.fuselage.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How every benchmark is measured, unless it says otherwise: average time of one operation on one
 * thread, in a JVM with the flags that the {@code fuselage} command starts its own with.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {Measured.SERIAL_GC, Measured.NATIVE_ACCESS, Measured.CONTINUATIONS})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class Measured {
    /** A simulation is one thread, and so is this collector. */
    public static final String SERIAL_GC = "-XX:+UseSerialGC";

    /** Guest memory lies outside the Java heap. */
    public static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    /** Tasks run on continuations; without it on virtual threads. */
    public static final String CONTINUATIONS =
            "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED";
}
