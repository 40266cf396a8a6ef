package dev.fuselage.scenarios.catalogue;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.Slab;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameter;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;
import java.util.List;
import java.util.Map;

/** Mounting a share of several queues fails at each of its allocations in turn. */
public final class MultiQueueInit implements Scenario {
    private static final String SIGNATURE =
            "corruption: frees the connection of a live superblock, which is still on"
                    + " fuse_conn_list";

    @Override
    public String name() {
        return "virtiofs/multi-queue-init";
    }

    @Override
    public String summary() {
        return "the allocation of a queue's device fails when the superblock is live already";
    }

    @Override
    public String source() {
        return "Linux, \"fuse: Separate fuse device allocation and installation in fuse_conn\"";
    }

    @Override
    public String fix() {
        return "the devices of all queues are allocated before the superblock is filled";
    }

    @Override
    public String picture() {
        return """
        mount
          -> fuse_fill_super_common: root, connection on fuse_conn_list
          -> fuse_dev_alloc for each queue -> no memory
               -> fuse_conn_put: freed, and still on fuse_conn_list
        """;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(new Parameter("queues", "request queues, and CPUs", 2, 1, 8));
    }

    @Override
    public Expectation expectation(Variant variant) {
        return variant == Variant.BUGGY
                ? Expectation.always(What.CORRUPTION, SIGNATURE)
                : Expectation.never(What.CORRUPTION);
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        int queues = parameters.get("queues");
        return GuestShape.standard()
                .withVcpus(queues)
                .withQueues(queues)
                .withQuirkWhenBuggy(variant, KernelQuirk.DEVICES_ALLOCATED_AFTER_SUPER_BLOCK);
    }

    @Override
    public void play(Stage stage) {
        Slab slab = stage.kernel().slab();
        Map<String, Integer> before = slab.inUse();
        boolean[] clean = new boolean[1];
        stage.task(
                "mount",
                sys -> {
                    int status = mountUntilNothingFails(sys, slab);
                    clean[0] = status == 0;
                    return status;
                });
        stage.check("corruption: a failed mount is not as if it had not been", () -> clean[0]);
        stage.check("corruption: something is left of a mount", () -> slab.inUse().equals(before));
    }

    /** Has the first allocation fail, then the second, and so on, until the mount succeeds. */
    private static int mountUntilNothingFails(Syscalls sys, Slab slab) {
        Map<String, Integer> before = slab.inUse();
        long error = -Errno.ENOMEM;
        for (int n = 1; error != 0; n++) {
            slab.failNth(n);
            error = sys.mount(GuestShape.TAG, "/mnt", "virtiofs", 0, "");
            boolean clean = slab.failed().isEmpty() || slab.inUse().equals(before);
            if ((error != 0 && error != -Errno.ENOMEM) || !clean) {
                return 1;
            }
        }
        slab.failNth(0);
        return (int) sys.umount2("/mnt", 0);
    }
}
