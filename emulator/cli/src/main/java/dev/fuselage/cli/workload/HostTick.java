package dev.fuselage.cli.workload;

import java.util.concurrent.locks.LockSupport;

/**
 * The clock of the host's file systems. A modelled guest does in microseconds what took the
 * recorded ones milliseconds; where times of files only change with the clock tick, as before Linux
 * 6.13, two changes in a row would carry the same time and a guest could not tell them apart.
 */
final class HostTick {
    /** Ten milliseconds are the longest tick there is. */
    private static final long TICK_NANOS = 10_000_000;

    private static final int FINE_MAJOR = 6;
    private static final int FINE_MINOR = 13;

    private HostTick() {}

    /** Lets a tick of the host's clock pass, unless the kernel of that version has finer times. */
    static void pass(String kernelVersion) {
        if (!isFine(kernelVersion)) {
            long end = System.nanoTime() + TICK_NANOS;
            for (long left = TICK_NANOS; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    /** Whether a change that follows a look gets a time of its own. */
    static boolean isFine(String kernelVersion) {
        String[] numbers = kernelVersion.split("[^0-9]+", 3);
        if (numbers.length < 2 || numbers[0].isEmpty() || numbers[1].isEmpty()) {
            return false;
        }
        int major = Integer.parseInt(numbers[0]);
        int minor = Integer.parseInt(numbers[1]);
        return major > FINE_MAJOR || (major == FINE_MAJOR && minor >= FINE_MINOR);
    }
}
