package dev.fuselage.cli.bench;

import dev.fuselage.cli.report.RequestCounts;
import dev.fuselage.cli.session.Assembly;
import dev.fuselage.cli.session.AssemblySpec;
import dev.fuselage.cli.session.Guest;
import dev.fuselage.cli.share.ShareSpec;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.time.Simulation;

/** Runs one workload in a guest of its own. */
final class BenchRun {

    private static final String TAG = "bench";

    private final Workload workload;
    private final Simulation simulation;
    private final Guest guest;
    private final RequestCounts counts = new RequestCounts();
    private long cycles;
    private long requests;
    private long exits;

    private BenchRun(Workload workload, Assembly assembly) {
        this.workload = workload;
        this.simulation = assembly.simulation();
        this.guest = assembly.guests().get(0);
        guest.connections().get(0).server().addObserver(counts);
    }

    /** Measures. */
    static Cell measure(Workload workload, String cache, CostProfile costs) {
        ShareSpec share = ShareSpec.parse(TAG + "=mem:,cache=" + cache);
        try (Assembly assembly = Assembly.build(AssemblySpec.of(share).withCosts(costs))) {
            assembly.boot();
            BenchRun run = new BenchRun(workload, assembly);
            run.run();
            return new Cell(
                    workload,
                    cache,
                    workload.count(),
                    run.cycles,
                    costs.nanos(run.cycles),
                    run.requests,
                    run.exits);
        }
    }

    private void run() {
        Task program = guest.kernel().start("bench", Credentials.ROOT, this::main);
        if (!guest.kernel().await(program)) {
            throw new IllegalStateException(guest.kernel().hangReport());
        }
    }

    private int main(Syscalls sys) {
        Operations operations = new Operations(sys);
        operations.prepare(TAG);
        // What is met first is not what is measured: one round fills the caches that there are.
        repeat(operations);
        long startCycles = simulation.now();
        long startRequests = counts.total();
        long startExits = exits();
        repeat(operations);
        cycles = simulation.now() - startCycles;
        requests = counts.total() - startRequests;
        exits = exits() - startExits;
        return 0;
    }

    private void repeat(Operations operations) {
        for (int i = 0; i < workload.count(); i++) {
            operations.run(workload, i);
        }
    }

    private long exits() {
        return simulation.counters().value(guest.machine().name() + ".vm-exits");
    }
}
