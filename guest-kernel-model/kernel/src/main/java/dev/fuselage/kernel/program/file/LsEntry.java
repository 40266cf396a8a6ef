package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.DirentType;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.vfs.Kstat;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code ls}.
 *
 * @param name what is shown
 * @param path where it is
 * @param stat null when not asked for or not to be had
 * @param type a {@code DT_} value for when there is no stat
 */
record LsEntry(String name, String path, long ino, @Nullable Kstat stat, int type) {

    boolean isDirectory() {
        return fileType() == DirentType.DT_DIR;
    }

    /** A {@code DT_} value. */
    int fileType() {
        return stat == null ? type : DirentType.ofMode(stat.mode);
    }

    boolean isExecutable() {
        return stat != null && Mode.isRegular(stat.mode) && (stat.mode & 0111) != 0;
    }

    long size() {
        return stat == null ? 0 : stat.size;
    }

    /** When it was modified, in nanoseconds since 1970. */
    BigInteger modified() {
        return stat == null
                ? BigInteger.ZERO
                : BigInteger.valueOf(stat.mtime.sec)
                        .multiply(BigInteger.valueOf(1_000_000_000))
                        .add(BigInteger.valueOf(stat.mtime.nsec));
    }
}
