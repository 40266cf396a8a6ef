package dev.fuselage.kernel.mm;

/**
 * What a file does for mappings of it (struct vm_operations_struct). Results are VM_FAULT_* bits.
 */
public abstract class VmOperations {
    /** Of mappings without a file. */
    static final VmOperations NONE = new VmOperations() {};

    /** Finds the page of a fault; {@link VmFault#LOCKED} with it locked and with a reference. */
    public int fault(VmFault vmf) {
        return VmFault.SIGBUS;
    }

    /** Whether {@link #mapPages} is there. */
    public boolean hasMapPages() {
        return false;
    }

    /**
     * Maps those pages of the file that are at hand, for reading, without waiting; {@link
     * VmFault#NOPAGE} when the fault's own is among them.
     */
    public int mapPages(VmFault vmf, long first, long last) {
        return 0;
    }

    /** Whether {@link #pageMkwrite} is there. */
    public boolean hasPageMkwrite() {
        return false;
    }

    /**
     * A page is about to become writable; may wait until that is right. {@link VmFault#LOCKED} with
     * the page locked, {@link VmFault#NOPAGE} to try the access again.
     */
    public int pageMkwrite(VmFault vmf) {
        return 0;
    }

    /** A mapping, or a part of it, is gone. */
    public void close(VmArea area) {}
}
