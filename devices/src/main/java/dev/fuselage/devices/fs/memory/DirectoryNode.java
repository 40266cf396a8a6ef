package dev.fuselage.devices.fs.memory;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;

/**
 * A directory. Its link count is 2 and one more for each subdirectory, its size one block, as on
 * ext4.
 */
final class DirectoryNode extends MemoryNode {

    private static final long SECTORS = BlockStore.BLOCK / 512;

    final DirectoryEntries entries = new DirectoryEntries();

    /** The directory it is in; itself for the root. */
    DirectoryNode parent;

    DirectoryNode(long device, long ino, int mode, long now) {
        super(device, ino, mode, now);
        nlink = 2;
        parent = this;
    }

    /** Whether it was removed: it may still be open or referenced, but takes no new names. */
    boolean isRemoved() {
        return nlink == 0;
    }

    @Override
    long size() {
        return BlockStore.BLOCK;
    }

    @Override
    long sectors() {
        return SECTORS;
    }

    /** Writes the names in it and what it is in, as long as that exists. */
    void saveNames(SnapshotWriter to) {
        to.putLong(parent.isGarbage() ? ino() : parent.ino());
        entries.save(to);
    }

    void loadNames(NodesByNumber nodes, SnapshotReader from) {
        if (!(nodes.get(from.getLong()) instanceof DirectoryNode directory)) {
            throw from.notAsExpected();
        }
        parent = directory;
        entries.load(nodes::get, from);
    }
}
