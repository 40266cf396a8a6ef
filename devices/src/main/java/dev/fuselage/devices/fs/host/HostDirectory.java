package dev.fuselage.devices.fs.host;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** An open directory and the entries read ahead of it. */
final class HostDirectory extends HostHandle {

    /** Entries as getdents64(2) left them; lent by {@link EntryBuffers}. */
    @Nullable MemorySegment entries;

    /** Bytes of {@link #entries} that are entries. */
    int filled;

    /** Where in {@link #entries} the next one begins. */
    int at;

    /** Offset at which the guest asks for that one. */
    long offset;

    /**
     * Whether the host goes on behind the entries read ahead, so that it need not be told where.
     */
    boolean positioned = true;

    HostDirectory(HostNode node, int descriptor) {
        super(node, descriptor);
    }

    /** Entries read ahead and not asked for are to be read again. */
    void forgetEntries() {
        positioned &= at == filled;
        at = 0;
        filled = 0;
    }

    /** Another directory gets the memory. */
    void loseMemory() {
        forgetEntries();
        entries = null;
    }
}
