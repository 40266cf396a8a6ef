package dev.fuselage.fuse.linux;

/** {@code DT_*}: type of a directory entry. */
public final class DirentType {
    public static final int DT_UNKNOWN = 0;
    public static final int DT_FIFO = 1;
    public static final int DT_CHR = 2;
    public static final int DT_DIR = 4;
    public static final int DT_BLK = 6;
    public static final int DT_REG = 8;
    public static final int DT_LNK = 10;
    public static final int DT_SOCK = 12;
    public static final int DT_WHT = 14;

    /** The type of entries for files of that mode: the type bits shifted down. */
    public static int ofMode(int mode) {
        return Mode.type(mode) >>> 12;
    }

    private DirentType() {}
}
