package dev.fuselage.fuse.linux;

/** {@code F_*}: types of a file lock. */
public final class LockType {
    public static final int F_RDLCK = 0;
    public static final int F_WRLCK = 1;
    public static final int F_UNLCK = 2;

    private LockType() {}
}
