package dev.fuselage.kernel.virtiofs;

import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.Wire;
import dev.fuselage.kernel.virtio.TestCard;
import dev.fuselage.kernel.virtio.TestRing.Chain;
import dev.fuselage.kernel.virtio.TestRing.Piece;
import dev.fuselage.kernel.virtio.VirtioFeatures;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.machine.time.Timer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers what comes over the rings of a test card: some time after the doorbell, or when a test
 * says so.
 */
final class TestFsServer {
    /** A request the device holds. */
    record Held(int queue, Chain chain, int opcode, long unique, long nodeid) {}

    final List<Held> held = new ArrayList<>();
    final List<String> seen = new ArrayList<>();
    boolean manual;

    private final Machine machine;
    private final TestCard card;
    private final Timer[] timers;

    TestFsServer(Machine machine, TestCard card, int queues) {
        this.machine = machine;
        this.card = card;
        timers = new Timer[queues];
        for (int i = 0; i < queues; i++) {
            int queue = i;
            timers[i] =
                    new Timer("server " + i) {
                        @Override
                        protected void expire() {
                            take(queue);
                            if (!manual) {
                                answerAll();
                            }
                        }
                    };
        }
        card.onNotify(queue ->
                machine.simulation().schedule(timers[queue], machine.simulation().now() + 10_000));
    }

    /** Takes everything that is available on a queue. */
    void take(int queue) {
        @Nullable Chain chain = card.ring(queue).pop();
        while (chain != null) {
            Wire header =
                    new Wire()
                            .at(
                                    HostMemory.ALL,
                                    machine.memory()
                                            .address(
                                                    chain.pieces().getFirst().gpa(),
                                                    FuseInHeader.SIZE));
            Held request =
                    new Held(
                            queue,
                            chain,
                            FuseInHeader.OPCODE.get(header),
                            FuseInHeader.UNIQUE.get(header),
                            FuseInHeader.NODEID.get(header));
            held.add(request);
            seen.add("q" + queue + " op" + request.opcode() + " node" + request.nodeid());
            chain = card.ring(queue).pop();
        }
        boolean eventIdx = (card.driverFeatures & VirtioFeatures.EVENT_IDX) != 0;
        card.ring(queue).setNotifications(true, eventIdx);
    }

    void answerAll() {
        while (!held.isEmpty()) {
            answer(held.getFirst(), 0);
        }
    }

    /** Writes a reply that fills all there is room for, with success, and interrupts. */
    void answer(Held request, int error) {
        held.remove(request);
        int room = 0;
        Piece first = null;
        for (Piece piece : request.chain().pieces()) {
            if (piece.deviceWrites()) {
                first = first == null ? piece : first;
                room += piece.length();
            }
        }
        if (first != null) {
            Wire header =
                    new Wire()
                            .at(
                                    HostMemory.ALL,
                                    machine.memory().address(first.gpa(), FuseOutHeader.SIZE));
            FuseOutHeader.LEN.set(header, error == 0 ? room : FuseOutHeader.SIZE);
            FuseOutHeader.ERROR.set(header, error);
            FuseOutHeader.UNIQUE.set(header, request.unique());
        }
        card.ring(request.queue()).push(request.chain(), room);
        card.interrupt(request.queue());
    }
}
