package dev.fuselage.machine.snapshot;

/**
 * The file: {@link #MAGIC} and {@link #VERSION} as they are, then frames in one zlib stream (RFC
 * 1950), whose check sum covers them. A section is a {@link #BEGIN} frame with its name, any number
 * of {@link #DATA} frames and sections, and an {@link #END} frame; {@link #FINISH} ends the file.
 * Numbers are big-endian.
 */
final class SnapshotFormat {
    /** "FUSELAGE" in ASCII. */
    static final long MAGIC = 0x46_55_53_45_4c_41_47_45L;

    /** Changes whenever what any component writes changes its meaning. */
    static final int VERSION = 1;

    /** Then the name: 16 bits of length, UTF-8. */
    static final int BEGIN = 1;

    /** Then 32 bits of length, 1 to {@link #FRAME_BYTES}, and as many bytes. */
    static final int DATA = 2;

    static final int END = 3;
    static final int FINISH = 4;

    /** The most bytes in one data frame. */
    static final int FRAME_BYTES = 1 << 16;

    /** Memory is kept in pages of this many bytes, since most of a guest's are zero. */
    static final int PAGE_BYTES = 4096;

    /** In the place of a page's index: no more pages. */
    static final long NO_PAGE = -1;

    private SnapshotFormat() {}
}
