package dev.fuselage.cli.session;

import dev.fuselage.cli.UsageError;
import dev.fuselage.cli.share.ShareSpec;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.virtio.pci.VirtioPciTransport;
import dev.fuselage.devices.virtiofs.VirtioFsDevice;
import dev.fuselage.kernel.Kernel;
import dev.fuselage.kernel.KernelConfig;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.time.Simulation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that runs: one simulation, the shares' files, and guests whose PCI buses carry a
 * virtio-fs device for each share. Guests share files, and nothing else.
 */
public final class Assembly implements AutoCloseable {

    /** Slot 0 of a bus is the host bridge's by custom. */
    private static final int FIRST_SLOT = 1;

    /** Devices that fit on a bus. */
    public static final int MAX_SHARES = 31;

    private final Simulation simulation;
    private final List<SharedFiles> shares = new ArrayList<>();
    private final List<Guest> guests = new ArrayList<>();
    private final List<Machine> machines = new ArrayList<>();
    private final List<VirtioFsDevice> devices = new ArrayList<>();

    private Assembly(AssemblySpec spec) {
        simulation = new Simulation(spec.costs(), spec.decisions(), spec.seed());
    }

    /**
     * Builds everything; no guest has been started.
     *
     * @throws UsageError when a share cannot be had
     */
    public static Assembly build(AssemblySpec spec) {
        Assembly assembly = new Assembly(spec);
        boolean built = false;
        try {
            assembly.openShares(spec.shares());
            for (int i = 1; i <= spec.guests(); i++) {
                assembly.guests.add(assembly.guest(i, spec));
            }
            built = true;
            return assembly;
        } finally {
            if (!built) {
                assembly.close();
            }
        }
    }

    private void openShares(List<ShareSpec> specs) {
        if (specs.size() > MAX_SHARES) {
            throw new UsageError(
                    "--share: "
                            + specs.size()
                            + " shares: at most "
                            + MAX_SHARES
                            + " fit on a bus");
        }
        Set<String> tags = new HashSet<>();
        for (ShareSpec spec : specs) {
            if (!tags.add(spec.tag())) {
                throw new UsageError("--share: the tag '" + spec.tag() + "' is given twice");
            }
        }
        CostProfile costs = simulation.costs();
        FileSystemClock clock = () -> FileSystemClock.BASE_NANOS + costs.nanos(simulation.now());
        for (ShareSpec spec : specs) {
            shares.add(SharedFiles.open(spec, clock));
        }
    }

    private Guest guest(int number, AssemblySpec spec) {
        Machine machine = new Machine(simulation, "guest" + number, spec.memory(), spec.vcpus());
        machines.add(machine);
        List<Connection> connections = new ArrayList<>();
        for (SharedFiles share : shares) {
            FuseServer server =
                    new FuseServer(
                            share.served(),
                            ServerSettings.server(share.spec().options()),
                            simulation.costs());
            VirtioFsDevice device =
                    new VirtioFsDevice(machine, ServerSettings.device(share.spec()), server);
            devices.add(device);
            int slot = FIRST_SLOT + connections.size();
            machine.pci().plug(slot, new VirtioPciTransport(device));
            connections.add(new Connection(number, share, device, server));
        }
        Kernel kernel = new Kernel(machine, KernelConfig.STANDARD);
        return new Guest(number, machine, kernel, connections);
    }

    /** Boots all guests, one after the other. */
    public void boot() {
        for (Guest guest : guests) {
            guest.kernel().boot();
        }
    }

    public Simulation simulation() {
        return simulation;
    }

    /** In the order asked for. */
    public List<SharedFiles> shares() {
        return List.copyOf(shares);
    }

    /** Number 1 first. */
    public List<Guest> guests() {
        return List.copyOf(guests);
    }

    /** Each guest's connections, guest by guest. */
    public List<Connection> connections() {
        return guests.stream().flatMap(guest -> guest.connections().stream()).toList();
    }

    /** Virtual time in nanoseconds. */
    public long nanos() {
        return simulation.costs().nanos(simulation.now());
    }

    /** Ends all sessions and gives memory and files back; nothing may run after that. */
    @Override
    public void close() {
        // The sessions first: they hold nodes of file systems that several of them share.
        connections().forEach(connection -> connection.server().reset());
        machines.forEach(Machine::close);
        devices.forEach(VirtioFsDevice::close);
        shares.forEach(SharedFiles::close);
    }
}
