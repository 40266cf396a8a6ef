package dev.fuselage.kernel.program.workload;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.vfs.Kstat;

/** How a {@code .result} writes what system calls return. */
final class Results {
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private Results() {}

    /** The number, or the error's name after a minus sign. */
    static String of(long result) {
        return result < 0 ? "-" + Errno.name((int) -result) : Long.toString(result);
    }

    /** The number of bytes read and, if there are some, their hash. */
    static String read(long result, byte[] data) {
        return result <= 0 ? of(result) : of(result) + hashed(hash(data, (int) result));
    }

    /** A hash as it stands behind a result. */
    static String hashed(int hash) {
        return " h=" + String.format("%08x", hash);
    }

    /** FNV-1a, 32 bits. */
    static int hash(byte[] data, int length) {
        int hash = FNV_OFFSET;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ (data[i] & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /** What stat tells. */
    static String stat(long result, Kstat stat) {
        return result < 0
                ? of(result)
                : of(result) + attributes(stat) + " uid=" + stat.uid + " gid=" + stat.gid;
    }

    /** What statx tells. */
    static String statx(long result, Kstat stat) {
        return result < 0
                ? of(result)
                : of(result) + attributes(stat) + " mask=" + Integer.toHexString(stat.resultMask);
    }

    private static String attributes(Kstat stat) {
        return " mode="
                + Integer.toOctalString(stat.mode)
                + " nlink="
                + stat.nlink
                + " size="
                + stat.size;
    }
}
