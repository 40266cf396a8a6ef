package dev.fuselage.cli.bench;

/**
 * What one workload cost under one caching mode.
 *
 * @param operations how many there were
 * @param cycles of virtual time, all operations together
 * @param nanos the same in nanoseconds
 * @param requests FUSE requests
 * @param exits VM exits
 */
record Cell(
        Workload workload,
        String cache,
        int operations,
        long cycles,
        long nanos,
        long requests,
        long exits) {

    double perOperation(long amount) {
        return (double) amount / operations;
    }
}
