package dev.fuselage.kernel.mm;

import org.jspecify.annotations.Nullable;

/** What {@link AddressSpaceOperations#writeBegin} prepared. Reusable. */
public final class WriteBegin {
    /** The locked page, with a reference. */
    public @Nullable Page page;

    /** 0 or a negative errno. */
    public int error;

    /** Forgets everything. */
    public WriteBegin clear() {
        page = null;
        error = 0;
        return this;
    }
}
