package dev.fuselage.cli.session;

import dev.fuselage.machine.time.Simulation;
import java.util.List;

/** What statistics, traces and timelines are taken of: guests of any kind, and their shares. */
public interface Observed {

    /** The clock and the counters of everything that runs. */
    Simulation simulation();

    /** Each guest's connections, guest by guest. */
    List<Connection> connections();

    /** Virtual time in nanoseconds. */
    default long nanos() {
        return simulation().costs().nanos(simulation().now());
    }
}
