package dev.fuselage.cli.session;

import dev.fuselage.cli.UsageError;
import dev.fuselage.cli.share.ShareSpec;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.virtio.pci.VirtioPciTransport;
import dev.fuselage.devices.virtiofs.VirtioFsDevice;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.time.Simulation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The files of all shares, and the devices through which guests reach them: one for each share on
 * the PCI bus of each guest.
 */
public final class Shares implements AutoCloseable {

    /** Slot 0 of a bus is the host bridge's by custom. */
    private static final int FIRST_SLOT = 1;

    /** Devices that fit on a bus. */
    public static final int MOST = 31;

    private final Simulation simulation;
    private final List<SharedFiles> files = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();

    private Shares(Simulation simulation) {
        this.simulation = simulation;
    }

    /**
     * Opens the files of all shares.
     *
     * @param most shares that fit on a bus beside what else is on it
     * @throws UsageError when a share cannot be had
     */
    public static Shares open(Simulation simulation, List<ShareSpec> specs, int most) {
        check(specs, most);
        Shares shares = new Shares(simulation);
        boolean opened = false;
        try {
            CostProfile costs = simulation.costs();
            FileSystemClock clock =
                    () -> FileSystemClock.BASE_NANOS + costs.nanos(simulation.now());
            for (ShareSpec spec : specs) {
                shares.files.add(SharedFiles.open(spec, clock));
            }
            opened = true;
            return shares;
        } finally {
            if (!opened) {
                shares.close();
            }
        }
    }

    private static void check(List<ShareSpec> specs, int most) {
        if (specs.size() > most) {
            throw new UsageError(
                    "--share: " + specs.size() + " shares: at most " + most + " fit on a bus");
        }
        Set<String> tags = new HashSet<>();
        for (ShareSpec spec : specs) {
            if (!tags.add(spec.tag())) {
                throw new UsageError("--share: the tag '" + spec.tag() + "' is given twice");
            }
        }
    }

    /**
     * Plugs a device for each share into a guest's bus, from slot 1 on.
     *
     * @param guest the guest's number, from 1
     */
    public List<Connection> connect(int guest, Machine machine) {
        List<Connection> made = new ArrayList<>();
        for (SharedFiles share : files) {
            FuseServer server =
                    new FuseServer(
                            share.served(),
                            ServerSettings.server(share.spec().options()),
                            simulation.costs());
            VirtioFsDevice device =
                    new VirtioFsDevice(machine, ServerSettings.device(share.spec()), server);
            Connection connection = new Connection(guest, share, device, server);
            connections.add(connection);
            machine.pci().plug(FIRST_SLOT + made.size(), new VirtioPciTransport(device));
            made.add(connection);
        }
        return made;
    }

    /** The first slot of a bus that no share takes. */
    public int firstFreeSlot() {
        return FIRST_SLOT + files.size();
    }

    /** In the order asked for. */
    public List<SharedFiles> files() {
        return List.copyOf(files);
    }

    /** Each guest's connections, guest by guest. */
    public List<Connection> connections() {
        return List.copyOf(connections);
    }

    /** Ends all sessions: they hold nodes of file systems that several of them share. */
    public void endSessions() {
        connections.forEach(connection -> connection.server().reset());
    }

    /** Gives windows and files back; sessions have ended and no guest may run after that. */
    @Override
    public void close() {
        connections.forEach(connection -> connection.device().close());
        files.forEach(SharedFiles::close);
    }
}
