package dev.fuselage.kernel.vfs;

/** The operations of an inode that has none. */
final class EmptyInodeOperations extends InodeOperations {
    static final EmptyInodeOperations INSTANCE = new EmptyInodeOperations();

    private EmptyInodeOperations() {}
}
