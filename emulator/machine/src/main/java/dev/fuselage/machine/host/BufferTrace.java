package dev.fuselage.machine.host;

/** Is told what has become of a buffer that a driver gave to a device. */
public interface BufferTrace {
    /** How far a buffer has come. */
    enum Stage {
        /** In the ring, where the device has not taken it yet. */
        AVAILABLE,
        /** Taken from the ring, in line to be served. */
        TAKEN,
        /** With a thread that serves it. */
        SERVED,
        /** With no thread: its turn comes again when a lock is free. */
        PARKED,
        /** Nowhere: the device will never return it. */
        LOST
    }

    /** Where it is; told first, and once. */
    void stage(Stage stage);

    /** Any of the threads that are told brings it on. A thread that lives no more is not told. */
    void thread(HostThread who);

    /** It goes on when that lock is free. */
    void lock(HostLock lock);
}
