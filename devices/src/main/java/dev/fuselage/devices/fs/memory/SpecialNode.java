package dev.fuselage.devices.fs.memory;

/** A FIFO, socket, character or block device: a name for something that is elsewhere. */
final class SpecialNode extends MemoryNode {

    private final int rdev;

    SpecialNode(long device, long ino, int mode, long now, int rdev) {
        super(device, ino, mode, now);
        this.rdev = rdev;
    }

    @Override
    long size() {
        return 0;
    }

    @Override
    long sectors() {
        return 0;
    }

    @Override
    int rdev() {
        return rdev;
    }
}
