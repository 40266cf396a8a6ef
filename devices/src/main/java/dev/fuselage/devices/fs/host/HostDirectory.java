package dev.fuselage.devices.fs.host;

import java.lang.foreign.MemorySegment;

/** An open directory and the entries read ahead of it. */
final class HostDirectory extends HostHandle {

    /** Entries as getdents64(2) left them; lent by {@link HostDirectories}. */
    final MemorySegment entries;

    /** Bytes of {@link #entries} that are entries. */
    int filled;

    /** Where in {@link #entries} the next one begins. */
    int at;

    /** Offset at which the guest asks for that one. */
    long offset;

    HostDirectory(HostNode node, int descriptor, MemorySegment entries) {
        super(node, descriptor);
        this.entries = entries;
    }
}
