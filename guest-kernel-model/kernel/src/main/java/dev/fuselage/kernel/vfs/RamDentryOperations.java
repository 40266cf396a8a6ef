package dev.fuselage.kernel.vfs;

/**
 * Names in memory file systems: those that are not pinned are not worth keeping
 * (simple_dentry_operations).
 */
final class RamDentryOperations extends DentryOperations {
    static final RamDentryOperations INSTANCE = new RamDentryOperations();

    private RamDentryOperations() {}

    @Override
    public boolean hasDelete() {
        return true;
    }

    @Override
    public boolean delete(Dentry dentry) {
        return true;
    }
}
