package dev.fuselage.cli.session;

import dev.fuselage.cli.UsageError;
import dev.fuselage.kernel.Kernel;
import dev.fuselage.kernel.KernelConfig;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.time.Simulation;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that runs: one simulation, the shares' files, and guests whose PCI buses carry a
 * virtio-fs device for each share. Guests share files, and nothing else.
 */
public final class Assembly implements Observed, AutoCloseable {

    private final Simulation simulation;
    private final Shares shares;
    private final List<Guest> guests = new ArrayList<>();
    private final List<Machine> machines = new ArrayList<>();

    private Assembly(AssemblySpec spec) {
        simulation = new Simulation(spec.costs(), spec.decisions(), spec.seed());
        shares = Shares.open(simulation, spec.shares(), Shares.MOST);
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

    private Guest guest(int number, AssemblySpec spec) {
        Machine machine = new Machine(simulation, "guest" + number, spec.memory(), spec.vcpus());
        machines.add(machine);
        List<Connection> connections = shares.connect(number, machine);
        return new Guest(number, machine, new Kernel(machine, KernelConfig.STANDARD), connections);
    }

    /** Boots all guests, one after the other. */
    public void boot() {
        for (Guest guest : guests) {
            guest.kernel().boot();
        }
    }

    @Override
    public Simulation simulation() {
        return simulation;
    }

    /** In the order asked for. */
    public List<SharedFiles> shares() {
        return shares.files();
    }

    /** Number 1 first. */
    public List<Guest> guests() {
        return List.copyOf(guests);
    }

    @Override
    public List<Connection> connections() {
        return shares.connections();
    }

    /** Ends all sessions and gives memory and files back; nothing may run after that. */
    @Override
    public void close() {
        shares.endSessions();
        machines.forEach(Machine::close);
        shares.close();
    }
}
