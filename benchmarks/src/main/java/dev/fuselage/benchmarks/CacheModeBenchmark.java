package dev.fuselage.benchmarks;

import dev.fuselage.devices.server.CachePolicy;
import java.util.Locale;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The user's question, first form: what does each caching mode cost for what programs do to files?
 *
 * <p>The score is the time this takes the host, {@code cyclesPerOperation} what it takes the guest
 * in virtual time: the latter is the answer, and the same on every host. An operation of {@code
 * sequentialRead} is a file of 1 MiB opened, read and closed; one of {@code walk} is a tree of 110
 * files listed and looked at.
 *
 * <pre>{@code java -jar benchmarks.jar CacheModeBenchmark}</pre>
 */
public class CacheModeBenchmark extends Measured {
    /** Caching policy of the server. */
    @Param({"none", "auto", "always"})
    private String cache;

    private Guest guest;
    private TaskLoop stat;
    private TaskLoop openClose;
    private TaskLoop smallRead;
    private TaskLoop sequentialRead;
    private TaskLoop smallWrite;
    private TaskLoop createUnlink;
    private TaskLoop walk;

    @Setup
    public void boot() {
        guest = new Guest(CachePolicy.valueOf(cache.toUpperCase(Locale.ROOT)));
        guest.run(FileWork::prepare);
        stat = guest.loop(FileWork.stat());
        openClose = guest.loop(FileWork.openClose());
        smallRead = guest.loop(FileWork.smallRead());
        sequentialRead = guest.loop(FileWork.sequentialRead());
        smallWrite = guest.loop(FileWork.smallWrite());
        createUnlink = guest.loop(FileWork.createUnlink());
        walk = guest.loop(FileWork.walk());
    }

    @TearDown
    public void close() {
        guest.close();
    }

    @Benchmark
    @OperationsPerInvocation(FileWork.REPEATS)
    public void stat(VirtualTime virtual) {
        virtual.add(stat.runRound(), FileWork.REPEATS);
    }

    @Benchmark
    @OperationsPerInvocation(FileWork.REPEATS)
    public void openClose(VirtualTime virtual) {
        virtual.add(openClose.runRound(), FileWork.REPEATS);
    }

    @Benchmark
    @OperationsPerInvocation(FileWork.REPEATS)
    public void read4KiB(VirtualTime virtual) {
        virtual.add(smallRead.runRound(), FileWork.REPEATS);
    }

    @Benchmark
    public void sequentialRead(VirtualTime virtual) {
        virtual.add(sequentialRead.runRound(), 1);
    }

    @Benchmark
    @OperationsPerInvocation(FileWork.REPEATS)
    public void smallWrite(VirtualTime virtual) {
        virtual.add(smallWrite.runRound(), FileWork.REPEATS);
    }

    @Benchmark
    @OperationsPerInvocation(FileWork.REPEATS)
    public void createUnlink(VirtualTime virtual) {
        virtual.add(createUnlink.runRound(), FileWork.REPEATS);
    }

    @Benchmark
    public void walk(VirtualTime virtual) {
        virtual.add(walk.runRound(), 1);
    }
}
