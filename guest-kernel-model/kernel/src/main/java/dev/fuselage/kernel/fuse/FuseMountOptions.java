package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.log.KernelLog;

/**
 * What {@code mount -t fuse -o} asks for ({@code struct fuse_fs_context}, {@code
 * fuse_parse_param}).
 */
final class FuseMountOptions {
    /** {@code FUSE_DEFAULT_BLKSIZE}. */
    static final int DEFAULT_BLKSIZE = 512;

    /** No option has that value: it was not given. */
    private static final int ABSENT = -1;

    private static final long BAD = -1;

    private final String type;
    private final boolean block;

    /** Descriptor of the device file; negative when it was not given. */
    int fd = ABSENT;

    int rootmode;
    int userId;
    int groupId;
    boolean defaultPermissions;
    boolean allowOther;

    /** Unsigned; -1 is without limit. */
    int maxRead = -1;

    int blksize = DEFAULT_BLKSIZE;
    String subtype = "";
    private boolean hasRootmode;
    private boolean hasUserId;
    private boolean hasGroupId;

    /**
     * No options yet.
     *
     * @param type name of the file system type, for messages
     * @param block whether it lives on a block device
     */
    FuseMountOptions(String type, boolean block) {
        this.type = type;
        this.block = block;
    }

    /** Whether what no mount can do without was given. */
    boolean isComplete() {
        return fd >= 0 && hasRootmode && hasUserId && hasGroupId;
    }

    /** Takes one option; 0, or -EINVAL after saying why in the log. */
    int take(String key, String value, KernelLog log) {
        String complaint =
                switch (key) {
                    case "fd" -> takeFd(value);
                    case "rootmode" -> takeRootmode(value);
                    case "user_id" -> {
                        long id = number(value);
                        userId = (int) id;
                        hasUserId = true;
                        yield id == BAD || userId == -1 ? bad(key) : "";
                    }
                    case "group_id" -> {
                        long id = number(value);
                        groupId = (int) id;
                        hasGroupId = true;
                        yield id == BAD || groupId == -1 ? bad(key) : "";
                    }
                    case "default_permissions" -> {
                        defaultPermissions = true;
                        yield flag(key, value);
                    }
                    case "allow_other" -> {
                        allowOther = true;
                        yield flag(key, value);
                    }
                    case "max_read" -> {
                        long size = number(value);
                        maxRead = (int) size;
                        yield size == BAD ? bad(key) : "";
                    }
                    case "blksize" -> takeBlksize(value);
                    case "subtype" -> takeSubtype(value);
                    default -> "Unknown parameter '" + key + "'";
                };
        if (complaint.isEmpty()) {
            return 0;
        }
        log.print(type + ": " + complaint);
        return -Errno.EINVAL;
    }

    private static String bad(String key) {
        return "Bad value for '" + key + "'";
    }

    private static String flag(String key, String value) {
        return value.isEmpty() ? "" : "Unexpected value for '" + key + "'";
    }

    private String takeFd(String value) {
        long number = number(value);
        if (number == BAD || number > Integer.MAX_VALUE) {
            return bad("fd");
        }
        fd = (int) number;
        return "";
    }

    private String takeRootmode(String value) {
        long mode = number(value, 8);
        if (mode == BAD) {
            return bad("rootmode");
        }
        int type = Mode.type((int) mode);
        boolean valid =
                type == Mode.S_IFREG
                        || type == Mode.S_IFDIR
                        || type == Mode.S_IFLNK
                        || Mode.isSpecial((int) mode);
        if (!valid) {
            return "Invalid rootmode";
        }
        rootmode = (int) mode;
        hasRootmode = true;
        return "";
    }

    private String takeBlksize(String value) {
        if (!block) {
            return "blksize only supported for fuseblk";
        }
        long size = number(value);
        blksize = (int) size;
        return size == BAD ? bad("blksize") : "";
    }

    private String takeSubtype(String value) {
        if (value.isEmpty()) {
            return bad("subtype");
        }
        if (!subtype.isEmpty()) {
            return "Multiple subtypes specified";
        }
        subtype = value;
        return "";
    }

    /** {@code kstrtouint} with the base in the number: 0..2^32-1, or {@link #BAD}. */
    private static long number(String text) {
        if (text.startsWith("0x") || text.startsWith("0X")) {
            return number(text.substring(2), 16);
        }
        return text.startsWith("0") && text.length() > 1 ? number(text, 8) : number(text, 10);
    }

    private static long number(String text, int base) {
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), base) : -1;
            value = value * base + digit;
            if (digit < 0 || value > 0xffff_ffffL) {
                return BAD;
            }
        }
        return text.isEmpty() ? BAD : value;
    }
}
