package dev.fuselage.kernel.aio;

/**
 * What io_submit(2) is to do ({@code struct iocb}).
 *
 * @param opcode {@link #PREAD}, {@link #PWRITE}, {@link #PREADV} or {@link #PWRITEV}
 * @param fd a descriptor
 * @param buffer address of the data, or of (address, length) pairs of 64-bit words
 * @param count bytes, or pairs
 * @param offset where in the file
 * @param data given back with the result ({@code aio_data})
 */
public record IoControlBlock(int opcode, int fd, long buffer, long count, long offset, long data) {
    /** {@code IOCB_CMD_PREAD}. */
    public static final int PREAD = 0;

    /** {@code IOCB_CMD_PWRITE}. */
    public static final int PWRITE = 1;

    /** {@code IOCB_CMD_PREADV}. */
    public static final int PREADV = 7;

    /** {@code IOCB_CMD_PWRITEV}. */
    public static final int PWRITEV = 8;
}
