package dev.fuselage.kernel.virtio;

/**
 * Where rings and descriptor tables come from: zeroed, physically contiguous guest memory that
 * stays with its owner.
 */
@FunctionalInterface
public interface DmaMemory {
    /**
     * The guest-physical address of at least that many bytes, page aligned ({@code
     * alloc_pages_exact}).
     */
    long allocate(long bytes);
}
