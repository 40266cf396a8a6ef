package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.Wire;
import dev.fuselage.kernel.quirk.KernelQuirks;

/** A name as a server answers it, decoded ({@code struct fuse_entry_out}). Reusable. */
final class FuseEntry {
    long nodeid;
    int generation;
    private long entryValid;
    private int entryValidNsec;
    private long attrValid;
    private int attrValidNsec;
    final FuseAttrs attr;
    private final Wire inner = new Wire();

    FuseEntry(KernelQuirks quirks) {
        attr = new FuseAttrs(quirks);
    }

    void read(Wire w) {
        nodeid = FuseEntryOut.NODEID.get(w);
        generation = (int) FuseEntryOut.GENERATION.get(w);
        entryValid = FuseEntryOut.ENTRY_VALID.get(w);
        entryValidNsec = FuseEntryOut.ENTRY_VALID_NSEC.get(w);
        attrValid = FuseEntryOut.ATTR_VALID.get(w);
        attrValidNsec = FuseEntryOut.ATTR_VALID_NSEC.get(w);
        attr.read(inner.at(w, FuseEntryOut.ATTR_OFFSET));
    }

    /** Jiffies at which the attributes expire ({@code ATTR_TIMEOUT}). */
    long attrExpiry(FuseConn fc) {
        return fc.expiry(attrValid, attrValidNsec);
    }

    /** Jiffies at which the name expires. */
    long entryExpiry(FuseConn fc) {
        return fc.expiry(entryValid, entryValidNsec);
    }

    /** No id a new file may have ({@code invalid_nodeid}). */
    boolean hasInvalidNodeid() {
        return nodeid == 0 || nodeid == FuseProtocol.ROOT_ID;
    }
}
