package dev.fuselage.fuse.linux;

/** {@code SEEK_*}: where lseek counts from. */
public final class Seek {
    public static final int SEEK_SET = 0;
    public static final int SEEK_CUR = 1;
    public static final int SEEK_END = 2;

    /** The next byte that is not in a hole. */
    public static final int SEEK_DATA = 3;

    /** The next hole; the end of the file is one. */
    public static final int SEEK_HOLE = 4;

    private Seek() {}
}
