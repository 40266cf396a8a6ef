package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.fuse.linux.Mode;

/** A symbolic link. A short target lives in the inode, a longer one takes a block, as on ext4. */
final class SymlinkNode extends MemoryNode {

    private static final int LONGEST_INLINE = 59;

    final FileName target;

    SymlinkNode(long device, long ino, long now, FileName target) {
        super(device, ino, Mode.S_IFLNK | Mode.S_IRWXUGO, now);
        this.target = target.copy();
    }

    @Override
    long size() {
        return target.length();
    }

    @Override
    long sectors() {
        return target.length() <= LONGEST_INLINE ? 0 : BlockStore.BLOCK / 512;
    }
}
