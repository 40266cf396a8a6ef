package dev.fuselage.kernel.program.libc;

/**
 * One entry that {@code readdir} returned.
 *
 * @param name a byte string
 * @param ino inode number
 * @param type a {@code DT_} value; DT_UNKNOWN where the file system does not say
 */
public record DirectoryEntry(String name, long ino, int type) {

    /** Whether this is {@code .} or {@code ..}. */
    public boolean isDotOrDotDot() {
        return name.equals(".") || name.equals("..");
    }
}
