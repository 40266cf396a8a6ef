package dev.fuselage.machine.snapshot;

/**
 * A component whose state can be kept in a snapshot. Saved are the values that decide what it does
 * next; what is configuration is only compared ({@link SnapshotWriter#same(String, long)}), and
 * what can be found again (caches, addresses on the host) is left out.
 *
 * <p>Both are called between two slices of {@link dev.fuselage.machine.time.Simulation#run}. The
 * same state gives the same bytes: nothing is written in the order of hashes or of identities.
 */
public interface Snapshotted {
    /** Writes the state; changes nothing. */
    void save(SnapshotWriter to);

    /**
     * Takes over the state that {@link #save} of a component of the same configuration wrote.
     * Called once, on a component that has been built and has not run yet.
     *
     * @throws SnapshotException when the snapshot is of another configuration or is damaged; the
     *     machine cannot be used then
     */
    void load(SnapshotReader from);
}
