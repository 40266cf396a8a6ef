package dev.fuselage.kernel.aio;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.UserMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Where the data of a request is ({@code aio_setup_rw}). */
final class AioBuffers {
    private static final int MOST_SEGMENTS = 1024;
    private static final int SEGMENT_BYTES = 16;

    private AioBuffers() {}

    static int fill(IovIter iter, UserMemory memory, IoControlBlock block, boolean write) {
        boolean vector =
                block.opcode() == IoControlBlock.PREADV || block.opcode() == IoControlBlock.PWRITEV;
        if (!vector) {
            if (!UserMemory.isUserRange(block.buffer(), block.count())) {
                return block.count() < 0 ? -Errno.EINVAL : -Errno.EFAULT;
            }
            IovIter _ = iter.user(memory, block.buffer(), block.count(), write);
            return 0;
        }
        if (block.count() < 0 || block.count() > MOST_SEGMENTS) {
            return -Errno.EINVAL;
        }
        byte[] words = new byte[(int) block.count() * SEGMENT_BYTES];
        int error = memory.get(block.buffer(), words, 0, words.length);
        if (error != 0) {
            return error;
        }
        IovIter _ = iter.user(memory, write);
        ByteBuffer pairs = ByteBuffer.wrap(words).order(ByteOrder.LITTLE_ENDIAN);
        while (pairs.hasRemaining()) {
            long address = pairs.getLong();
            long length = pairs.getLong();
            if (!UserMemory.isUserRange(address, length)) {
                return length < 0 ? -Errno.EINVAL : -Errno.EFAULT;
            }
            iter.addRange(address, length);
        }
        return 0;
    }
}
