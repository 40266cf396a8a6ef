package dev.fuselage.machine.memory;

/**
 * An access to physical addresses where nothing answers, or that reaches past what answers. The
 * guest sees it as a bus error; it never harms the host. Cheap to throw: it carries no stack trace.
 */
public final class BusError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long address;
    private final long length;
    private final boolean write;

    /** An access of {@code length} bytes at guest-physical {@code address}, both unsigned. */
    public BusError(long address, long length, boolean write) {
        super(null, null, false, false);
        this.address = address;
        this.length = length;
        this.write = write;
    }

    /** Guest-physical address of the access. */
    public long address() {
        return address;
    }

    /** Bytes asked for. */
    public long length() {
        return length;
    }

    /** Whether it was a write. False where only the address was asked for. */
    public boolean isWrite() {
        return write;
    }

    @Override
    public String getMessage() {
        return "bus error: %s of 0x%x bytes at physical 0x%x"
                .formatted(write ? "write" : "access", length, address);
    }
}
