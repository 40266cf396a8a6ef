package dev.fuselage.kernel.vfs;

/** Who takes the entries of a directory as it is listed (struct dir_context). */
public abstract class DirContext {
    /**
     * The cookie of the next entry; the file system advances it after each entry that was taken.
     */
    public long pos;

    /**
     * Takes one entry.
     *
     * @param offset cookie of this entry
     * @param type DT_* value
     * @return false when it has no room: the entry comes again next time
     */
    public abstract boolean actor(String name, long offset, long ino, int type);

    /** Offers an entry at the present position (dir_emit). */
    public final boolean emit(String name, long ino, int type) {
        return actor(name, pos, ino, type);
    }
}
