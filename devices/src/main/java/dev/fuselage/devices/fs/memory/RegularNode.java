package dev.fuselage.devices.fs.memory;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;

/** A regular file. */
final class RegularNode extends MemoryNode {

    private static final long SECTORS_PER_BLOCK = BlockStore.BLOCK / 512;

    final FileData data;
    long size;

    /** Made by O_TMPFILE without O_EXCL and not yet linked: a link may give it its first name. */
    boolean linkable;

    RegularNode(long device, long ino, int mode, long now, BlockStore store) {
        super(device, ino, mode, now);
        data = new FileData(store);
    }

    @Override
    long size() {
        return size;
    }

    @Override
    long sectors() {
        return data.blocks() * SECTORS_PER_BLOCK;
    }

    @Override
    void discard() {
        data.truncate(0);
    }

    @Override
    void saveContent(SnapshotWriter to) {
        to.putLong(size);
        to.putBoolean(linkable);
        data.save(to);
    }

    @Override
    void loadContent(SnapshotReader from) {
        size = from.getLong();
        linkable = from.getBoolean();
        data.load(from);
    }
}
