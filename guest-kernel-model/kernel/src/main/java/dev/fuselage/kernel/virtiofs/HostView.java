package dev.fuselage.kernel.virtiofs;

import dev.fuselage.kernel.fuse.FuseReq;
import dev.fuselage.kernel.virtio.VirtqueueDriver;
import dev.fuselage.kernel.wait.HostActor;
import dev.fuselage.kernel.wait.HostResource;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.machine.host.BufferTrace;
import dev.fuselage.machine.host.DeviceInsight;
import dev.fuselage.machine.host.HostLock;
import dev.fuselage.machine.host.HostThread;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reports of hangs see of the server behind a queue: who serves a request that has left the
 * guest, and what that thread waits for. The driver itself looks at nothing of it.
 */
final class HostView {
    private final VirtioFsQueue queue;

    /** The threads that were ever seen, so that asking again makes nothing new. */
    private final List<HostActor> actors = new ArrayList<>();

    private final SupplierTrace supplierTrace = new SupplierTrace();

    /** Any request of the connection, which knows the owners of its locks. */
    private @Nullable FuseReq asked;

    HostView(VirtioFsQueue queue) {
        this.queue = queue;
    }

    /** Adds who brings a buffer on that is in the ring and not used. */
    void suppliers(VirtqueueDriver ring, int buffer, Suppliers out) {
        DeviceInsight insight = queue.device().insight();
        if (insight == null) {
            out.outside("the device, queue " + queue.name() + " of " + queue.device().name());
            return;
        }
        if (ring.tokenIn(buffer) instanceof FuseReq req) {
            asked = req;
        }
        supplierTrace.out = out;
        insight.trace(ring.index(), buffer, supplierTrace);
        supplierTrace.out = null;
    }

    private final class SupplierTrace implements BufferTrace {
        private @Nullable Suppliers out;

        @Override
        public void stage(Stage stage) {}

        @Override
        public void thread(HostThread who) {
            Suppliers to = out;
            if (to != null) {
                actor(who).addTo(to);
            }
        }

        @Override
        public void lock(HostLock lock) {
            Suppliers to = out;
            if (to != null) {
                to.waitable(new HostResource(lock, HostView.this::tasksOf));
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // A thread is itself and nothing else.
    private HostActor actor(HostThread thread) {
        for (HostActor known : actors) {
            if (known.thread() == thread) {
                return known;
            }
        }
        HostActor actor = new HostActor(thread, this::tasksOf);
        actors.add(actor);
        return actor;
    }

    private boolean tasksOf(long owner, Suppliers out) {
        FuseReq req = asked;
        return req != null && req.lockHolders(owner, out);
    }

    /** Where a buffer is that is in the ring. */
    String whereIs(VirtqueueDriver ring, int buffer) {
        DeviceInsight insight = queue.device().insight();
        String place = ring.whereIs(buffer);
        if (ring.usedPosition(buffer) >= 0 || insight == null) {
            return place;
        }
        PlaceTrace trace = new PlaceTrace();
        insight.trace(ring.index(), buffer, trace);
        return switch (trace.stage) {
            case AVAILABLE -> place;
            case TAKEN -> "the server's line, from " + place;
            case SERVED -> "the hands of " + trace.who;
            case PARKED -> "the server's hands, parked" + trace.until;
            case LOST -> "nobody's hands, lost after " + place;
        };
    }

    private static final class PlaceTrace implements BufferTrace {
        private Stage stage = Stage.LOST;
        private String who = "";
        private String until = "";

        @Override
        public void stage(Stage now) {
            stage = now;
        }

        @Override
        public void thread(HostThread thread) {
            who = thread.name();
        }

        @Override
        public void lock(HostLock lock) {
            until = " until " + lock.kind() + " " + lock.which() + " is free";
        }
    }
}
