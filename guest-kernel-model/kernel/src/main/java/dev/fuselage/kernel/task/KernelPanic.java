package dev.fuselage.kernel.task;

/**
 * The guest kernel cannot go on, as {@code panic()} of kernel/panic.c: what the guest was made to
 * do is more than it can bear. The guest is lost, the emulator is not.
 */
public final class KernelPanic extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A panic with Linux's wording.
     *
     * @param reason what follows "not syncing: "
     */
    public KernelPanic(String reason) {
        super("Kernel panic - not syncing: " + reason, null, false, false);
    }
}
