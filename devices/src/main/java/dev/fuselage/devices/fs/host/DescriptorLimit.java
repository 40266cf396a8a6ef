package dev.fuselage.devices.fs.host;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** How many descriptors a share may have open: its own limit, well inside that of the process. */
final class DescriptorLimit {

    /** Most descriptors whatever the process may have; each costs the kernel some 256 bytes. */
    static final int MOST = 1_000_000;

    /** A share can work with this many: a root, a path of nodes, a few open files. */
    static final int FEWEST = 16;

    /** Left to the rest of the process: jars, sockets, traces, other shares' first steps. */
    private static final int LEFT_TO_OTHERS = 256;

    private static final int RLIMIT_NOFILE = 7;

    private DescriptorLimit() {}

    /**
     * The limit.
     *
     * @param asked as asked for, 0 for as many as there may be
     */
    static int of(LinuxSystemCalls calls, int asked, Arena arena) {
        MemorySegment limits = arena.allocate(2 * JAVA_LONG.byteSize(), JAVA_LONG.byteAlignment());
        long error = calls.call(SystemCall.PRLIMIT64, 0, RLIMIT_NOFILE, 0, limits.address());
        long soft = error == 0 ? limits.get(JAVA_LONG, 0) : 0;
        // "No limit" is all ones.
        long most = soft < 0 ? MOST : Math.min(MOST, soft - Math.min(LEFT_TO_OTHERS, soft / 4));
        long wanted = asked == 0 ? most : Math.min(asked, most);
        return (int) Math.max(FEWEST, wanted);
    }
}
