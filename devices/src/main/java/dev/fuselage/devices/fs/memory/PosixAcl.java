package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.fuse.linux.Mode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A POSIX access control list in the form extended attributes carry it (acl(5); {@code struct
 * posix_acl_xattr_header}): a version and entries of tag, permissions and id, little-endian. Only
 * what ties it to mode bits is here; the guest's kernel is who checks permissions with it.
 */
final class PosixAcl {

    /** The attribute with the list that governs access. */
    static final FileName ACCESS = FileName.of("system.posix_acl_access");

    /** The attribute with the list that new files in a directory begin with. */
    static final FileName DEFAULT = FileName.of("system.posix_acl_default");

    private static final int VERSION = 2;
    private static final int HEADER = 4;
    private static final int ENTRY = 8;
    private static final int PERM_OFFSET = 2;
    private static final int ID_OFFSET = 4;

    private static final int USER_OBJ = 0x01;
    private static final int USER = 0x02;
    private static final int GROUP_OBJ = 0x04;
    private static final int GROUP = 0x08;
    private static final int MASK = 0x10;
    private static final int OTHER = 0x20;

    private final ByteBuffer bytes;

    private PosixAcl(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether the name is one of the two attributes. */
    static boolean isAcl(FileName name) {
        return name.equals(ACCESS) || name.equals(DEFAULT);
    }

    /** Whether the value stands for "no list": setting it removes the attribute. */
    static boolean isEmpty(byte[] value) {
        return value.length == 0
                || (value.length == HEADER
                        && ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt(0)
                                == VERSION);
    }

    /** The list in a value, or null if it is none ({@code posix_acl_valid}). */
    static @Nullable PosixAcl parse(byte[] value) {
        if (value.length < HEADER || (value.length - HEADER) % ENTRY != 0) {
            return null;
        }
        PosixAcl acl = new PosixAcl(value.clone());
        return acl.bytes.getInt(0) == VERSION && acl.isValid() ? acl : null;
    }

    private boolean isValid() {
        int last = 0;
        long lastId = -1;
        int seen = 0;
        for (int i = 0; i < count(); i++) {
            int tag = tag(i);
            boolean named = tag == USER || tag == GROUP;
            long id = Integer.toUnsignedLong(bytes.getInt(HEADER + i * ENTRY + ID_OFFSET));
            boolean known = Integer.bitCount(tag) == 1 && tag <= OTHER;
            // Entries stand in the order of their tags, named ones in the order of their ids.
            boolean ordered = tag > last || (named && tag == last && id > lastId);
            if (!known || !ordered || (perm(i) & ~7) != 0) {
                return false;
            }
            last = tag;
            lastId = named ? id : -1;
            seen |= tag;
        }
        int required = USER_OBJ | GROUP_OBJ | OTHER;
        boolean namedNeedMask = (seen & (USER | GROUP)) == 0 || (seen & MASK) != 0;
        return (seen & required) == required && namedNeedMask;
    }

    private int count() {
        return (bytes.capacity() - HEADER) / ENTRY;
    }

    private int tag(int i) {
        return bytes.getShort(HEADER + i * ENTRY) & 0xffff;
    }

    private int perm(int i) {
        return bytes.getShort(HEADER + i * ENTRY + PERM_OFFSET) & 0xffff;
    }

    private void setPerm(int i, int perm) {
        bytes.putShort(HEADER + i * ENTRY + PERM_OFFSET, (short) perm);
    }

    private int find(int tag) {
        for (int i = 0; i < count(); i++) {
            if (tag(i) == tag) {
                return i;
            }
        }
        return -1;
    }

    /** Whether mode bits say all that the list says ({@code posix_acl_equiv_mode}). */
    boolean isTrivial() {
        return find(USER) < 0 && find(GROUP) < 0 && find(MASK) < 0;
    }

    /** The nine mode bits the list shows as. */
    int modeBits() {
        return perm(find(USER_OBJ)) << 6 | perm(groupClass()) << 3 | perm(find(OTHER));
    }

    /** The entry the group bits of a mode stand for: the mask where there is one. */
    private int groupClass() {
        int mask = find(MASK);
        return mask >= 0 ? mask : find(GROUP_OBJ);
    }

    /** Makes the list agree with new mode bits ({@code __posix_acl_chmod_masq}). */
    void chmod(int mode) {
        setPerm(find(USER_OBJ), mode >> 6 & 7);
        setPerm(groupClass(), mode >> 3 & 7);
        setPerm(find(OTHER), mode & 7);
    }

    /**
     * Turns a default list into the access list of a file made with {@code mode} ({@code
     * posix_acl_create_masq}).
     *
     * @return the mode of the new file: that asked for, less what the list does not grant
     */
    int create(int mode) {
        int granted = mode & (modeBits() | ~Mode.S_IRWXUGO);
        chmod(granted);
        return granted;
    }

    byte[] toBytes() {
        return bytes.array().clone();
    }
}
