package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Mode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Listing a directory of {@link RamFs}: its pinned names in the order they were made. */
final class RamDirectoryOperations extends FileOperations {
    static final RamDirectoryOperations INSTANCE = new RamDirectoryOperations();

    private RamDirectoryOperations() {}

    @Override
    public boolean hasIterate() {
        return true;
    }

    @Override
    public boolean hasLlseek() {
        return true;
    }

    @Override
    public boolean hasFsync() {
        return true;
    }

    @Override
    public int fsync(OpenFile file, long start, long end, boolean datasync) {
        return 0;
    }

    @Override
    public long llseek(OpenFile file, long offset, int whence) {
        return FileIo.genericSeek(file, offset, whence);
    }

    @Override
    public int iterateShared(OpenFile file, DirContext ctx) {
        Dentry dir = file.dentry();
        if (!emitDots(dir, ctx)) {
            return 0;
        }
        List<Dentry> children = new ArrayList<>();
        for (Dentry d = dir.firstChild; d != null; d = d.siblingNext) {
            if (d.isPositive() && !d.isUnhashed() && d.directoryOffset >= ctx.pos) {
                children.add(d);
            }
        }
        children.sort(Comparator.comparingLong(d -> d.directoryOffset));
        for (Dentry d : children) {
            ctx.pos = d.directoryOffset;
            if (!ctx.emit(d.name(), d.inode().ino, type(d.inode()))) {
                return 0;
            }
            ctx.pos++;
        }
        return 0;
    }

    /** "." and ".." (dir_emit_dots); false when the reader has no room. */
    static boolean emitDots(Dentry dir, DirContext ctx) {
        if (ctx.pos == 0) {
            if (!ctx.emit(".", dir.inode().ino, 4)) {
                return false;
            }
            ctx.pos = 1;
        }
        if (ctx.pos == 1) {
            if (!ctx.emit("..", dir.parent().inode().ino, 4)) {
                return false;
            }
            ctx.pos = 2;
        }
        return true;
    }

    static int type(Inode inode) {
        return (inode.mode & Mode.S_IFMT) >> 12;
    }
}
