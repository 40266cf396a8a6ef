package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.PipeSplice;

/** splice(2). */
final class SpliceCalls {
    private final CallContext context;

    SpliceCalls(CallContext context) {
        this.context = context;
    }

    /** Offsets are addresses of 64-bit words, 0 for the files' positions. */
    long splice(int fdIn, long offsetIn, int fdOut, long offsetOut, long length, int flags) {
        if (length == 0) {
            return 0;
        }
        if (!PipeSplice.isFlags(flags)) {
            return -Errno.EINVAL;
        }
        OpenFile in = context.file(fdIn);
        OpenFile out = context.file(fdOut);
        if (in == null || out == null) {
            return -Errno.EBADF;
        }
        boolean seeksPipe =
                (offsetIn != 0 && PipeSplice.pipe(in) != null)
                        || (offsetOut != 0 && PipeSplice.pipe(out) != null);
        if (seeksPipe) {
            return -Errno.ESPIPE;
        }
        if (!isReadable(offsetOut) || !isReadable(offsetIn)) {
            return -Errno.EFAULT;
        }
        Kiocb source = new Kiocb().init(in, position(in, offsetIn));
        Kiocb target = new Kiocb().init(out, position(out, offsetOut));
        long result =
                PipeSplice.splice(source, offsetIn != 0, target, offsetOut != 0, length, flags);
        if (result > 0) {
            boolean toldOut = leave(out, offsetOut, target.pos);
            boolean toldIn = leave(in, offsetIn, source.pos);
            return toldOut && toldIn ? result : -Errno.EFAULT;
        }
        return result;
    }

    private boolean isReadable(long address) {
        return address == 0 || context.memory.faultIn(address, false) != null;
    }

    private long position(OpenFile file, long address) {
        return address == 0 ? file.pos : UserStructs.read64(context.memory, address);
    }

    private boolean leave(OpenFile file, long address, long pos) {
        if (address == 0) {
            file.pos = pos;
            return true;
        }
        byte[] word = new byte[Long.BYTES];
        UserStructs.put(word, 0, pos, Long.BYTES);
        return context.memory.put(address, word, 0, Long.BYTES) == 0;
    }
}
