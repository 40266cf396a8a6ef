package dev.fuselage.kernel.fuse;

/** A character device that a daemon is ({@code struct cuse_conn}). */
final class CuseDevice {
    private final FuseMount fm;
    private final String name;

    /** Its number, in the form of {@link dev.fuselage.fuse.linux.DeviceNumber}. */
    int number;

    /** Its ioctls may move any of the caller's memory. */
    boolean unrestricted;

    /**
     * The device of a connection, which has no number yet.
     *
     * @param name below {@code /dev}
     */
    CuseDevice(FuseMount fm, String name) {
        this.fm = fm;
        this.name = name;
    }

    FuseMount mount() {
        return fm;
    }

    FuseConn conn() {
        return fm.conn();
    }

    String name() {
        return name;
    }
}
