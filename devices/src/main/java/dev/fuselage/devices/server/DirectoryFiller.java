package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.DirectorySink;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.FuseDirent;
import dev.fuselage.fuse.FuseDirentplus;
import dev.fuselage.fuse.Wire;
import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.memory.HostMemory;
import org.jspecify.annotations.Nullable;

/**
 * Packs directory entries into the reply of READDIR or READDIRPLUS, as long as they fit. A file is
 * looked up, and the lookup counted, only once its entry is known to fit.
 */
final class DirectoryFiller implements DirectorySink {

    private final ServerState s;
    private final EntryReply entries;
    private final Wire nested = new Wire();

    private @Nullable Request request;
    private @Nullable Node directory;
    private long size;
    private long filled;
    private boolean plus;

    DirectoryFiller(ServerState state, EntryReply entries) {
        s = state;
        this.entries = entries;
    }

    void begin(Request r, Node node, long limit, boolean withAttributes) {
        request = r;
        directory = node;
        size = limit;
        plus = withAttributes;
        filled = 0;
    }

    /** Bytes packed. */
    long end() {
        request = null;
        directory = null;
        return filled;
    }

    @Override
    public boolean entry(FileName name, long ino, int type, long nextOffset) {
        Request r = request;
        Node parent = directory;
        if (r == null || parent == null) {
            throw new IllegalStateException("a directory entry outside of a listing");
        }
        if (name.length() > FileName.NAME_MAX) {
            // No request could name it.
            return true;
        }
        int header = plus ? FuseDirentplus.SIZE : FuseDirent.SIZE;
        int length = header + name.length();
        int padded = (length + 7) & ~7;
        if (padded > size - filled) {
            return false;
        }
        r.charge(s.costs.of(Cost.HOST_DIRENT));
        if (plus) {
            putAttributes(r, parent, name, ino, type);
        }
        Wire dirent = nested.at(r.reply(), header - FuseDirent.SIZE);
        FuseDirent.INO.set(dirent, ino);
        FuseDirent.OFF.set(dirent, nextOffset);
        FuseDirent.NAMELEN.set(dirent, name.length());
        FuseDirent.TYPE.set(dirent, type);
        name.copyTo(HostMemory.ALL, r.reply().base() + header);
        r.reply().clear(length, padded - length);
        r.putDirect(filled, padded);
        filled += padded;
        return true;
    }

    /**
     * A name that cannot be looked up, as it has just gone or the host has run out of something, is
     * still listed: without a nodeid, like "." and "..", so that the guest asks again if it cares.
     */
    private void putAttributes(Request r, Node parent, FileName name, long ino, int type) {
        if (!name.isDotOrDotDot()) {
            r.charge(s.costs.of(Cost.HOST_LOOKUP) + s.costs.of(Cost.HOST_STAT));
            if (s.fs.lookup(parent, name, s.found) == 0) {
                entries.put(r.reply());
                return;
            }
        }
        entries.putWithoutNode(r.reply(), ino, type << TYPE_SHIFT);
    }

    /** A {@code DT_} value is the type bits of a mode, shifted. */
    private static final int TYPE_SHIFT = 12;
}
