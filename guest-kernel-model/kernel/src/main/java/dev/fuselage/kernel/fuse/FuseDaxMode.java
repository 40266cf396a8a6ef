package dev.fuselage.kernel.fuse;

/** Which files of a mount use DAX ({@code enum fuse_dax_mode}). */
enum FuseDaxMode {
    /** Nothing was said: those that the server marks. */
    INODE_DEFAULT(""),
    /** All. */
    ALWAYS(",dax=always"),
    /** None. */
    NEVER(",dax=never"),
    /** Those that the server marks. */
    INODE_USER(",dax=inode");

    private final String shown;

    FuseDaxMode(String shown) {
        this.shown = shown;
    }

    /** {@code fuse_is_inode_dax_mode}: the server is asked which files. */
    boolean isPerInode() {
        return this == INODE_DEFAULT || this == INODE_USER;
    }

    /** As in /proc/mounts, with its comma. */
    String shown() {
        return shown;
    }
}
