package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.IovIter;

/** The memory devices (drivers/char/mem.c): null, zero and full. */
final class CharacterDevices extends FileOperations {
    static final CharacterDevices NULL = new CharacterDevices(false, false);
    static final CharacterDevices ZERO = new CharacterDevices(true, false);
    static final CharacterDevices FULL = new CharacterDevices(true, true);

    private final boolean zeros;
    private final boolean full;

    private CharacterDevices(boolean zeros, boolean full) {
        this.zeros = zeros;
        this.full = full;
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
    public boolean hasLlseek() {
        return true;
    }

    @Override
    public long llseek(OpenFile file, long offset, int whence) {
        file.pos = 0;
        return 0;
    }

    @Override
    public long readIter(Kiocb iocb, IovIter to) {
        if (!zeros) {
            return 0;
        }
        long wanted = to.count();
        long done = to.zero(wanted);
        return done == 0 && wanted > 0 ? -Errno.EFAULT : done;
    }

    @Override
    public long writeIter(Kiocb iocb, IovIter from) {
        long bytes = from.count();
        if (full) {
            return bytes == 0 ? 0 : -Errno.ENOSPC;
        }
        from.advance(bytes);
        return bytes;
    }
}
