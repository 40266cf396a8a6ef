package dev.fuselage.kernel.program.fuse;

import dev.fuselage.fuse.FuseAttr;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Mode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file, directory or link of a {@link MemoryTree}. */
final class MemoryNode {
    private static final int BLOCK = 512;
    private static final int NANOS = 1_000_000_000;

    final long id;
    final Map<String, MemoryNode> children = new LinkedHashMap<>();
    @Nullable MemoryNode parent;
    byte[] data = {};
    int size;
    int mode;
    int uid;
    int gid;
    int nlink;
    int rdev;
    long atime;
    long mtime;
    long ctime;

    /** Look-ups that the kernel has not given back. */
    long nlookup;

    MemoryNode(long id, int mode, int uid, int gid) {
        this.id = id;
        this.mode = mode;
        this.uid = uid;
        this.gid = gid;
        this.nlink = isDirectory() ? 2 : 1;
    }

    boolean isDirectory() {
        return Mode.isDirectory(mode);
    }

    /** Cuts or lengthens the data; what is new is zero. */
    void resize(int bytes) {
        if (bytes > data.length) {
            data = Arrays.copyOf(data, Math.max(bytes, Math.min(2 * data.length, 1 << 24)));
        }
        if (bytes < size) {
            Arrays.fill(data, bytes, size, (byte) 0);
        }
        size = bytes;
    }

    /** Writes a {@code struct fuse_attr}. */
    void attributes(Wire out) {
        FuseAttr.INO.set(out, id);
        FuseAttr.SIZE_FIELD.set(out, size);
        FuseAttr.BLOCKS.set(out, (size + BLOCK - 1L) / BLOCK);
        FuseAttr.ATIME.set(out, Math.floorDiv(atime, NANOS));
        FuseAttr.MTIME.set(out, Math.floorDiv(mtime, NANOS));
        FuseAttr.CTIME.set(out, Math.floorDiv(ctime, NANOS));
        FuseAttr.ATIMENSEC.set(out, Math.floorMod(atime, NANOS));
        FuseAttr.MTIMENSEC.set(out, Math.floorMod(mtime, NANOS));
        FuseAttr.CTIMENSEC.set(out, Math.floorMod(ctime, NANOS));
        FuseAttr.MODE.set(out, mode);
        FuseAttr.NLINK.set(out, nlink);
        FuseAttr.UID.set(out, uid);
        FuseAttr.GID.set(out, gid);
        FuseAttr.RDEV.set(out, rdev);
        FuseAttr.BLKSIZE.set(out, 4096);
    }
}
