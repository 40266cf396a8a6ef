package dev.fuselage.scenarios.catalogue;

import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.devices.server.ServerQuirk;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameter;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Role;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;
import java.util.List;

/**
 * A lock that is waited for by the worker which would have served its unlocking.
 *
 * <p>The circle runs through the host: of the guest only the holder is in it, and those who wait
 * for the lock are not.
 */
public final class SetlkwStarves implements Scenario {
    private static final String FILE = "/mnt/f";

    /** The file's descriptor in all tasks. */
    private static final int FD = 0;

    @Override
    public String name() {
        return "virtiofs/setlkw-starves";
    }

    @Override
    public String summary() {
        return "blocking lock requests occupy all workers, and the unlock waits behind them";
    }

    @Override
    public String source() {
        return "complaints of users (kata-containers 3408, 3410); why virtiofsd refuses SETLKW";
    }

    @Override
    public String fix() {
        return "a request that has to wait for a lock leaves its worker until the lock is free";
    }

    @Override
    public String picture() {
        return """
        waiter: flock(LOCK_EX)
          -> reply to SETLKW
               -> worker of the server, in fcntl(F_SETLKW)
                    -> the lock, held by: holder
                         -> reply to its unlock -> the same worker
        """;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter("waiters", "tasks that wait for the lock", 1, 1, 8),
                new Parameter("workers", "workers of the server", 1, 1, 8));
    }

    @Override
    public Expectation expectation(Variant variant) {
        return variant == Variant.BUGGY
                ? Expectation.sometimes(
                        What.DEADLOCK,
                        "request_wait_answer > FUSE reply > server thread > flock lock")
                : Expectation.never(What.DEADLOCK);
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        ServerConfig.Builder server = ServerConfig.builder(CachePolicy.ALWAYS).locks(true);
        if (variant == Variant.BUGGY) {
            server.quirks(ServerQuirk.BLOCKING_LOCK_OCCUPIES_WORKER);
        }
        return GuestShape.standard()
                .withServer(server.build())
                .withWorkers(parameters.get("workers"));
    }

    @Override
    public void setUp(Stage stage) {
        stage.mountShare();
        stage.residents("holder", 1, LOCKER);
        stage.residents("waiter", stage.parameters().get("waiters"), LOCKER);
    }

    /** Whoever comes first holds the lock; the file stays open. */
    private static final Role LOCKER =
            new Role() {
                @Override
                public int enter(Syscalls sys) {
                    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT;
                    return (int) sys.openat(Syscalls.AT_FDCWD, FILE, flags, 0644);
                }

                @Override
                public void play(Syscalls sys) {
                    long _ = sys.flock(FD, FcntlFlags.LOCK_EX);
                    long _ = sys.flock(FD, FcntlFlags.LOCK_UN);
                }
            };
}
