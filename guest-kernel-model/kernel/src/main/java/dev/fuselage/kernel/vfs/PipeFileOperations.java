package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.mm.IovIter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reading and writing pipes and FIFOs (fs/pipe.c). */
final class PipeFileOperations extends FileOperations {
    static final PipeFileOperations FIFO = new PipeFileOperations();

    private PipeFileOperations() {}

    private static PipeInode pipe(OpenFile file) {
        return (PipeInode) Objects.requireNonNull(file.privateData);
    }

    /** The pipe that an open file is an end of; null for other files (get_pipe_info). */
    static @Nullable PipeInode of(OpenFile file) {
        return file.op() instanceof PipeFileOperations ? pipe(file) : null;
    }

    @Override
    public boolean hasReadIter() {
        return true;
    }

    @Override
    public boolean hasWriteIter() {
        return true;
    }

    @Override
    public int open(Inode inode, OpenFile file) {
        int _ = file.stream();
        PipeInode pipe = inode.pipe;
        if (pipe == null) {
            pipe = new PipeInode(inode.sb.vfs(), true);
            inode.pipe = pipe;
        }
        file.privateData = pipe;
        return pipe.open(file);
    }

    @Override
    public void release(Inode inode, OpenFile file) {
        PipeInode pipe = pipe(file);
        pipe.close(file);
        if (pipe.readers == 0 && pipe.writers == 0) {
            inode.pipe = null;
        }
    }

    @Override
    public long readIter(Kiocb iocb, IovIter to) {
        return pipe(iocb.file()).read(iocb.file(), to);
    }

    @Override
    public long writeIter(Kiocb iocb, IovIter from) {
        return pipe(iocb.file()).write(iocb.file(), from);
    }

    @Override
    public int poll(OpenFile file, PollTable table) {
        return pipe(file).poll(file, table);
    }
}
