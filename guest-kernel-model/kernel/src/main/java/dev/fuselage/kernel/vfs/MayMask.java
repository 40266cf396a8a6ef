package dev.fuselage.kernel.vfs;

/** What a permission check asks for (MAY_*). */
public final class MayMask {
    /** Execute, or search a directory. */
    public static final int MAY_EXEC = 1;

    /** Write. */
    public static final int MAY_WRITE = 2;

    /** Read. */
    public static final int MAY_READ = 4;

    /** Append only. */
    public static final int MAY_APPEND = 8;

    /** Asked by access(2). */
    public static final int MAY_ACCESS = 0x10;

    /** Asked by open(2). */
    public static final int MAY_OPEN = 0x20;

    /** Asked by chdir(2). */
    public static final int MAY_CHDIR = 0x40;

    /** Called from an RCU walk: answer -ECHILD instead of blocking. */
    public static final int MAY_NOT_BLOCK = 0x80;

    private MayMask() {}
}
