package dev.fuselage.kernel.mm;

/** The operations of an inode without data (empty_aops). */
final class EmptyAddressSpaceOperations extends AddressSpaceOperations {
    static final EmptyAddressSpaceOperations INSTANCE = new EmptyAddressSpaceOperations();

    private EmptyAddressSpaceOperations() {}
}
