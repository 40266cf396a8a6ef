package dev.fuselage.kernel.vfs;

/** Reading and writing pipes and FIFOs (fs/pipe.c). */
final class PipeFileOperations extends FileOperations {
    static final PipeFileOperations FIFO = new PipeFileOperations();

    private PipeFileOperations() {}
}
