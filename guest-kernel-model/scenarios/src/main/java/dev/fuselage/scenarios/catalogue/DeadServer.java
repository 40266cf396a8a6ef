package dev.fuselage.scenarios.catalogue;

import dev.fuselage.devices.virtiofs.Mishaps;
import dev.fuselage.devices.virtiofs.VirtioFsDevice;
import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.StatxMask;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.vfs.Kstat;
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
 * The server dies: whoever waits for a reply waits for ever, and so does umount. A virtio-fs
 * connection has no control files to abort it by, and removing the device waits for what is in
 * flight; only a server that takes the rings up again helps.
 */
public final class DeadServer implements Scenario {
    @Override
    public String name() {
        return "virtiofs/dead-server";
    }

    @Override
    public String summary() {
        return "the server dies, and nobody is left to deliver the reply";
    }

    @Override
    public String source() {
        return "Linux 6.12 fs/fuse/virtio_fs.c: no fusectl (fc->no_control), no timeout, and"
                + " virtio_fs_drain_queue() waits for what is in flight";
    }

    @Override
    public String fix() {
        return "the server is started again on the same rings and serves what it finds there; the"
                + " guest itself has no way out";
    }

    @Override
    public String picture() {
        return """
        worker -> reply of a request in the ring -> (nobody: the server is dead)
        umount -> requests in flight             -> (nobody)
        """;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter(
                        "request", "which request of stat and umount the server dies at", 1, 1, 2));
    }

    @Override
    public Expectation expectation(Variant variant) {
        return variant == Variant.BUGGY
                ? Expectation.always(What.LOST_WAKEUP, "request_wait_answer > FUSE reply")
                : Expectation.never(What.LOST_WAKEUP);
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        return GuestShape.standard();
    }

    @Override
    public void setUp(Stage stage) {
        VirtioFsDevice device = stage.device();
        Server server = new Server(device, stage.parameters().get("request"));
        stage.residents("worker", 1, new Worker(server));
        if (stage.variant() == Variant.FIXED) {
            stage.residents("host", 1, new Host(server));
        }
    }

    private static final class Server implements Mishaps {
        private final VirtioFsDevice device;
        private final int request;
        private long last = Long.MAX_VALUE;

        Server(VirtioFsDevice device, int request) {
            this.device = device;
            this.request = request;
        }

        void dieLater() {
            last = device.requests() + request - 1;
            device.setMishaps(this);
        }

        void start() {
            last = Long.MAX_VALUE;
            device.setMishaps(this);
        }

        @Override
        public boolean isAliveAt(long number) {
            return number <= last;
        }
    }

    /** Looks at the share and unmounts it. */
    private record Worker(Server server) implements Role {
        @Override
        public int enter(Syscalls sys) {
            return 0;
        }

        @Override
        public void prepare(Syscalls sys) {
            server.start();
            long _ = sys.mount(GuestShape.TAG, "/mnt", "virtiofs", 0, "");
            server.dieLater();
        }

        @Override
        public void play(Syscalls sys) {
            int mask = StatxMask.STATX_BASIC_STATS;
            int force = AtFlags.AT_STATX_FORCE_SYNC;
            long _ = sys.statx(Syscalls.AT_FDCWD, "/mnt", force, mask, new Kstat());
            long _ = sys.umount2("/mnt", 0);
        }
    }

    /** Somebody at the host, played by a task as steps are taken by tasks. */
    private record Host(Server server) implements Role {
        @Override
        public int enter(Syscalls sys) {
            return 0;
        }

        @Override
        public void play(Syscalls sys) {
            server.start();
        }
    }
}
