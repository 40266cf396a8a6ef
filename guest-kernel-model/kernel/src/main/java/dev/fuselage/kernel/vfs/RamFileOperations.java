package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.mm.Filemap;
import dev.fuselage.kernel.mm.FilemapFault;
import dev.fuselage.kernel.mm.FilemapWrite;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.VmArea;

/** Regular files of {@link RamFs}. */
final class RamFileOperations extends FileOperations {
    static final RamFileOperations INSTANCE = new RamFileOperations();

    private RamFileOperations() {}

    @Override
    public boolean hasReadIter() {
        return true;
    }

    @Override
    public boolean hasWriteIter() {
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
    public boolean hasSpliceRead() {
        return true;
    }

    @Override
    public boolean hasSpliceWrite() {
        return true;
    }

    @Override
    public boolean hasMmap() {
        return true;
    }

    @Override
    public int mmap(OpenFile file, VmArea area) {
        return FilemapFault.genericMmap(file, area);
    }

    @Override
    public long llseek(OpenFile file, long offset, int whence) {
        return FileIo.genericSeek(file, offset, whence);
    }

    @Override
    public long readIter(Kiocb iocb, IovIter to) {
        return Filemap.genericRead(iocb, to);
    }

    @Override
    public long writeIter(Kiocb iocb, IovIter from) {
        return FilemapWrite.genericWrite(iocb, from);
    }

    @Override
    public int fsync(OpenFile file, long start, long end, boolean datasync) {
        return 0;
    }

    @Override
    public long spliceRead(Kiocb iocb, PipeInode pipe, long length, int flags) {
        return Splice.filemapRead(iocb, pipe, length);
    }

    @Override
    public long spliceWrite(PipeInode pipe, Kiocb iocb, long length, int flags) {
        return Splice.fileWrite(pipe, iocb, length, flags);
    }
}
