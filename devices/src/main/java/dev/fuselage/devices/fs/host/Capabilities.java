package dev.fuselage.devices.fs.host;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The capabilities of the calling thread (capabilities(7)): which are in force, and taking one out
 * of force for a moment. Raw calls change one thread, never the process.
 */
final class Capabilities {

    /** Overrides read and search permission; open_by_handle_at(2) needs it. */
    static final int CAP_DAC_READ_SEARCH = 2;

    /** Keeps set-id bits on files that are written to or given to another group. */
    static final int CAP_FSETID = 4;

    /** Any group ids. */
    static final int CAP_SETGID = 6;

    /** Any user ids. */
    static final int CAP_SETUID = 7;

    private static final int LINUX_CAPABILITY_VERSION_3 = 0x20080522;
    private static final int HEADER_SIZE = 8;
    private static final int DATA_SIZE = 24; // two of: effective, permitted, inheritable
    private static final long EFFECTIVE = 0;

    private final LinuxSystemCalls calls;
    private final MemorySegment header;
    private final MemorySegment data;

    Capabilities(LinuxSystemCalls calls, Arena arena) {
        this.calls = calls;
        header = arena.allocate(HEADER_SIZE, 4);
        data = arena.allocate(DATA_SIZE, 4);
    }

    /** Whether a capability (0..31) is in force for the calling thread. */
    boolean effective(int capability) {
        return read() && (data.get(JAVA_INT, EFFECTIVE) & 1 << capability) != 0;
    }

    /**
     * Takes CAP_FSETID out of force, so that the kernel treats set-id bits as for a caller without
     * it.
     *
     * @return whether it was in force: then {@link #restoreFsetid} must follow
     */
    boolean dropFsetid() {
        if (!effective(CAP_FSETID)) {
            return false;
        }
        data.set(JAVA_INT, EFFECTIVE, data.get(JAVA_INT, EFFECTIVE) & ~(1 << CAP_FSETID));
        return calls.call(SystemCall.CAPSET, header.address(), data.address()) == 0;
    }

    /** Undoes {@link #dropFsetid}. */
    void restoreFsetid() {
        data.set(JAVA_INT, EFFECTIVE, data.get(JAVA_INT, EFFECTIVE) | 1 << CAP_FSETID);
        long result = calls.call(SystemCall.CAPSET, header.address(), data.address());
        if (result != 0) {
            throw new IllegalStateException(
                    "capset to what was permitted failed: errno " + -result);
        }
    }

    private boolean read() {
        // The kernel writes the version it prefers there if it does not know ours.
        header.set(JAVA_INT, 0, LINUX_CAPABILITY_VERSION_3);
        header.set(JAVA_INT, 4, 0);
        return calls.call(SystemCall.CAPGET, header.address(), data.address()) == 0;
    }
}
