package dev.fuselage.devices.fs;

/** Takes the entries of a directory one by one ({@code dir_emit} in the kernel). */
@FunctionalInterface
public interface DirectorySink {

    /**
     * One entry.
     *
     * @param name its name; valid during the call only
     * @param ino inode number it names
     * @param type its type, a {@code DT_} value
     * @param nextOffset where a later {@link FileSystem#readdir} goes on after this entry
     * @return false if there was no room for it: the entry was not taken, and no more are wanted
     */
    boolean entry(FileName name, long ino, int type, long nextOffset);
}
