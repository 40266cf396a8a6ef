package dev.fuselage.kernel.vfs;

import org.jspecify.annotations.Nullable;

/**
 * How a file system reads and writes the extended attributes with a prefix (struct xattr_handler).
 */
public abstract class XattrHandler {
    private final String prefix;

    /**
     * @param prefix such as "user."; empty for all
     */
    protected XattrHandler(String prefix) {
        this.prefix = prefix;
    }

    /** The prefix. */
    public final String prefix() {
        return prefix;
    }

    /**
     * Reads a value.
     *
     * @param name with the prefix
     * @param value where it goes; null with {@code size} 0 to ask how long it is
     * @return its length or negative errno
     */
    public abstract long get(
            Dentry dentry, Inode inode, String name, byte @Nullable [] value, int size);

    /**
     * Writes a value, or removes it when {@code value} is null.
     *
     * @param flags XATTR_CREATE, XATTR_REPLACE
     */
    public abstract int set(
            Dentry dentry, Inode inode, String name, byte @Nullable [] value, int size, int flags);
}
