package dev.fuselage.scenarios.catalogue;

import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.fuse.FuseDaemon;
import dev.fuselage.kernel.program.fuse.MemoryTree;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.scenarios.Stage;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/** What the scenarios on {@code /dev/fuse} share: a daemon that serves a small tree. */
final class FuseMount {
    static final String DIRECTORY = "/mnt/fuse";

    private static final String CONNECTIONS = "/sys/fs/fuse/connections";
    private static final long MILLISECOND = 1_000_000;

    private FuseMount() {}

    /**
     * Mounts a tree on {@link #DIRECTORY}, with tasks that serve it from then on.
     *
     * @param tasks how many
     * @param setUp sets hooks
     */
    static void serve(Stage stage, MemoryTree tree, int tasks, Consumer<FuseDaemon> setUp) {
        mount(
                stage,
                tree,
                setUp,
                daemon -> {
                    long error = 0;
                    for (int i = 0; i < tasks; i++) {
                        String name = tasks == 1 ? "fused" : "fused" + i;
                        long pid = daemon.sys().fork(name, own -> daemon.sharing(own).serve());
                        error |= Math.min(pid, 0);
                    }
                    return error == 0 ? 0 : 1;
                });
    }

    /**
     * Mounts a tree, and the control file system.
     *
     * @param setUp sets hooks, before it is mounted
     * @param start starts the tasks that serve, when INIT is answered; 0 if all is well
     */
    static void mount(
            Stage stage,
            MemoryTree tree,
            Consumer<FuseDaemon> setUp,
            ToIntFunction<FuseDaemon> start) {
        stage.prepare(sys -> {
            FuseDaemon daemon = FuseDaemon.open(sys, tree).maxWrite(4096);
            setUp.accept(daemon);
            long error = sys.mkdirat(Syscalls.AT_FDCWD, DIRECTORY, 0755);
            error |= daemon.mount(DIRECTORY, 0, "allow_other");
            error |= sys.mount("none", CONNECTIONS, "fusectl", 0, "");
            error |= Math.min(daemon.step(), 0);
            error |= start.applyAsInt(daemon);
            // Until they wait for requests.
            error |= sys.nanosleep(MILLISECOND);
            return error == 0 ? 0 : 1;
        });
    }

    /** Aborts the one connection there is, as root does with a shell; an exit status. */
    static int abort(Syscalls sys, int connection) {
        String path = CONNECTIONS + "/" + connection + "/abort";
        int fd = (int) sys.openat(Syscalls.AT_FDCWD, path, OpenFlags.O_WRONLY, 0);
        if (fd < 0) {
            return 1;
        }
        byte[] one = "1".getBytes(StandardCharsets.ISO_8859_1);
        long buffer = sys.memory().allocate(1);
        sys.memory().write(buffer, one, 0, one.length);
        return sys.write(fd, buffer, 1) == 1 ? 0 : 1;
    }

    /** The number of the one connection there is. */
    static int connection(Stage stage) {
        return stage.kernel().vfs().superBlocks().list().stream()
                .filter(sb -> sb.type.name().equals("fuse"))
                .mapToInt(sb -> DeviceNumber.minor(sb.dev))
                .findFirst()
                .orElseThrow();
    }
}
