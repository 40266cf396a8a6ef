package dev.fuselage.kernel.virtio;

/** Where rings and descriptor tables come from: zeroed, physically contiguous guest memory. */
@FunctionalInterface
public interface DmaMemory {
    /**
     * The guest-physical address of at least that many bytes, page aligned ({@code
     * alloc_pages_exact}).
     */
    long allocate(long bytes);

    /** Gives memory of {@link #allocate} back ({@code free_pages_exact}). */
    default void free(long gpa, long bytes) {}
}
