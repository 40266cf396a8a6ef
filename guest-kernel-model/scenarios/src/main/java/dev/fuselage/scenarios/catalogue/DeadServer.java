package dev.fuselage.scenarios.catalogue;

import dev.fuselage.devices.virtiofs.Mishaps;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameter;
import dev.fuselage.scenarios.Parameters;
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
                new Parameter("request", "the request before which the server dies", 3, 1, 1000));
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
    public void play(Stage stage) {
        Server server = new Server(stage.parameters().get("request"));
        stage.device().setMishaps(server);
        stage.task("worker", MountWorkUmount::run);
        if (stage.variant() == Variant.FIXED) {
            stage.task(
                    "host",
                    sys -> {
                        server.restarted = true;
                        stage.device().setMishaps(server);
                        return 0;
                    });
        }
    }

    private static final class Server implements Mishaps {
        private final long last;
        private boolean restarted;

        Server(long request) {
            last = request - 1;
        }

        @Override
        public boolean isAliveAt(long number) {
            return number <= last || restarted;
        }
    }
}
