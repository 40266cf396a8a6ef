package dev.fuselage.benchmarks;

import dev.fuselage.cli.session.Assembly;
import dev.fuselage.cli.session.AssemblySpec;
import dev.fuselage.cli.share.ShareSpec;
import dev.fuselage.kernel.Kernel;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Credentials;
import java.util.function.Function;

/**
 * A guest with one CPU and a share that lives in memory, put together as the {@code fuselage}
 * command does it; for programs that a benchmark runs round by round.
 */
final class BenchmarkGuest implements AutoCloseable {
    /** The share's tag. */
    static final String TAG = "myfs";

    private final Assembly assembly;
    private final Kernel kernel;

    /**
     * Boots; nothing is mounted.
     *
     * @param options of the share, as after {@code --share TAG=mem:,}
     */
    BenchmarkGuest(String options) {
        assembly = Assembly.build(AssemblySpec.of(ShareSpec.parse(TAG + "=mem:," + options)));
        kernel = assembly.guests().getFirst().kernel();
        assembly.boot();
    }

    /**
     * Starts a program of root that does the same again and again.
     *
     * @param program prepares itself and returns what one round does
     */
    TaskLoop start(Function<Syscalls, Runnable> program) {
        TaskLoop loop = new TaskLoop(kernel.scheduler());
        var _ =
                kernel.start(
                        "benchmark",
                        Credentials.ROOT,
                        sys -> {
                            loop.run(program.apply(sys));
                            return 0;
                        });
        loop.awaitStart();
        return loop;
    }

    @Override
    public void close() {
        assembly.close();
    }
}
