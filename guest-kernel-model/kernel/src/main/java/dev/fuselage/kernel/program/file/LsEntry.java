package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.DirentType;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.Timespec;
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

    /**
     * A time of it in nanoseconds since 1970.
     *
     * @param which c for the last change, u for the last use, else the last modification
     */
    BigInteger time(char which) {
        if (stat == null) {
            return BigInteger.ZERO;
        }
        Timespec time = time(stat, which);
        return BigInteger.valueOf(time.sec)
                .multiply(BigInteger.valueOf(Timespec.NSEC_PER_SEC))
                .add(BigInteger.valueOf(time.nsec));
    }

    static Timespec time(Kstat stat, char which) {
        return switch (which) {
            case 'c' -> stat.ctime;
            case 'u' -> stat.atime;
            default -> stat.mtime;
        };
    }
}
