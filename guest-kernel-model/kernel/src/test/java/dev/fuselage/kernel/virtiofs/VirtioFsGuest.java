package dev.fuselage.kernel.virtiofs;

import dev.fuselage.kernel.TestMachine;
import dev.fuselage.kernel.fuse.TestConnection;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.mm.Slab;
import dev.fuselage.kernel.quirk.KernelQuirks;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.virtio.TestCard;
import dev.fuselage.kernel.virtio.VirtioBus;
import dev.fuselage.kernel.virtio.VirtioPciDriver;
import dev.fuselage.kernel.wait.Event;
import dev.fuselage.machine.MemoryMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A guest with the driver, and with the virtio-fs devices that a test plugs in. */
final class VirtioFsGuest implements AutoCloseable {
    static final int CPUS = 2;

    final TestMachine machine = new TestMachine(CPUS);
    private final PageAllocator pages =
            new PageAllocator(
                    machine.scheduler(),
                    machine.machine.memory(),
                    MemoryMap.RAM_BASE + (8L << 20),
                    32L << 20);
    final VirtioBus bus = new VirtioBus(machine.log);
    final Slab slab = new Slab();
    final VirtioFsDriver driver =
            new VirtioFsDriver(
                    machine.guest.work.system(),
                    machine.machine.memory(),
                    machine.dma(),
                    KernelQuirks.NONE,
                    slab);
    private final List<TestFsServer> servers = new ArrayList<>();
    private int slot = 1;

    @Override
    public void close() {
        machine.close();
    }

    static TestCard.Options share(String tag, int requestQueues) {
        TestCard.Options options = new TestCard.Options();
        byte[] name = tag.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(name, 0, options.config, 0, Math.min(name.length, 36));
        options.config[36] = (byte) requestQueues;
        options.queues = requestQueues + 1;
        options.vectors = requestQueues + 2;
        return options;
    }

    TestCard plug(TestCard.Options options) {
        TestCard card = new TestCard(machine.machine, options);
        machine.machine.pci().plug(slot++, card);
        servers.add(new TestFsServer(machine.machine, card, options.queues));
        return card;
    }

    void boot() {
        machine.run(() -> {
            machine.bus.enumerate();
            bus.register(driver);
            VirtioPciDriver pci =
                    new VirtioPciDriver(
                            machine.scheduler(),
                            machine.machine.memory(),
                            machine.dma(),
                            machine.log,
                            bus,
                            slab);
            machine.bus.functions().forEach(pci::probe);
        });
    }

    VirtioFs instance() {
        return driver.instances().getFirst();
    }

    TestFsServer server() {
        return servers.getFirst();
    }

    TestConnection connect() {
        TestConnection connection =
                new TestConnection(machine.scheduler(), pages, machine.guest.time, instance());
        machine.run(connection::initialized);
        return connection;
    }

    /** One device with one request queue, and a connection that it answers. */
    TestConnection connectToServer() {
        TestCard _ = plug(share("myfs", 1));
        boot();
        return connect();
    }

    /** The same, but it answers when it is told to. */
    TestConnection connectToSlowServer() {
        TestConnection connection = connectToServer();
        server().manual = true;
        return connection;
    }

    /** Where what a task waits for is at the moment. */
    static String whereabouts(Task task) {
        return task.waitsFor() instanceof Event event ? event.whereabouts() : "no event";
    }
}
