package dev.fuselage.devices.virtiofs;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.virtio.DriverRing;
import dev.fuselage.devices.virtio.DriverRing.Element;
import dev.fuselage.devices.virtio.pci.VirtioGuest;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.time.Decisions;
import java.util.function.Consumer;

/** A guest of a virtio-fs device, which sends FUSE messages. */
public final class FsGuest extends VirtioGuest<VirtioFsDevice> {

    private long nextUnique = 2;

    public FsGuest(VirtioFsConfig config, RequestHandler handler) {
        this(config, handler, Decisions.CLOCK);
    }

    public FsGuest(VirtioFsConfig config, RequestHandler handler, Decisions decisions) {
        super(machine -> new VirtioFsDevice(machine, config, handler), decisions);
    }

    /** A guest of a real server. */
    public FsGuest(VirtioFsConfig config, FuseServer server, Decisions decisions) {
        super(machine -> new VirtioFsDevice(machine, config, server), decisions);
    }

    /** A handler that has each message done to it what {@code server} does. */
    public static RequestHandler handler(Consumer<FuseExchange> server) {
        return new RequestHandler() {
            @Override
            public void serve(FuseExchange exchange) {
                server.accept(exchange);
            }

            @Override
            public void reset() {}

            @Override
            public void save(SnapshotWriter to) {}

            @Override
            public void load(SnapshotReader from) {}
        };
    }

    /** Writes a header and its zeroed arguments; returns where. */
    public long message(int opcode, int bytes) {
        long at = buffer();
        memory.write32(at, bytes);
        memory.write32(at + 4, opcode);
        memory.write64(at + 8, nextUnique);
        memory.write64(at + 16, 1);
        nextUnique += 2;
        return at;
    }

    /** Sends a message with room for a reply and kicks; returns the buffer's id. */
    public int send(DriverRing ring, int queue, int opcode, int replyRoom) {
        Element request = new Element(message(opcode, 56), 56, false);
        Element[] elements =
                replyRoom == 0
                        ? new Element[] {request}
                        : new Element[] {request, new Element(buffer(), replyRoom, true)};
        int id = ring.add(elements, 0);
        if (ring.kickNeeded()) {
            kick(queue);
        }
        return id;
    }

    /** As {@link VirtioGuest#continueAfter}, and numbers messages on. */
    void continueAfter(FsGuest other) {
        super.continueAfter(other);
        nextUnique = other.nextUnique;
    }

    @Override
    public void close() {
        device.close();
        super.close();
    }
}
