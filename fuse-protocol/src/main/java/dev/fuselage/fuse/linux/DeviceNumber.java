package dev.fuselage.fuse.linux;

/**
 * A device number as {@code fuse_attr.rdev} and {@code fuse_mknod_in.rdev} carry it: {@code
 * new_encode_dev()}, 12 bits of major and 20 bits of minor number.
 */
public final class DeviceNumber {

    /** Major numbers beyond 12 bits and minor numbers beyond 20 bits lose their upper bits. */
    public static int of(int major, int minor) {
        return (minor & 0xff) | ((major & 0xfff) << 8) | ((minor & 0xf_ff00) << 12);
    }

    public static int major(int device) {
        return (device >>> 8) & 0xfff;
    }

    public static int minor(int device) {
        return (device & 0xff) | ((device >>> 12) & 0xf_ff00);
    }

    private DeviceNumber() {}
}
