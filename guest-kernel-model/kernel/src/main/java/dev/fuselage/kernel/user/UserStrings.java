package dev.fuselage.kernel.user;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Strings and small structures that system calls are given by their address. */
final class UserStrings {
    /** Longest path with its NUL (PATH_MAX). */
    private static final int PATH_MAX = 4096;

    /** Longest argument with its NUL (MAX_ARG_STRLEN), and most of them that fit. */
    private static final int ARGUMENT_MAX = 131072;

    private static final int MOST_ARGUMENTS = 1 << 18;

    private final Syscalls sys;
    private final byte[] one = new byte[1];

    UserStrings(Syscalls sys) {
        this.sys = sys;
    }

    /** Reads a path (getname): 0, -EFAULT, -ENAMETOOLONG. */
    long read(long address, StringBuilder text) {
        return read(address, text, PATH_MAX, -Errno.ENAMETOOLONG);
    }

    /** Reads an argument of a program: 0, -EFAULT, -E2BIG. */
    long readArgument(long address, StringBuilder text, int before) {
        return before >= MOST_ARGUMENTS
                ? -Errno.E2BIG
                : read(address, text, ARGUMENT_MAX, -Errno.E2BIG);
    }

    private long read(long address, StringBuilder text, int most, long tooLong) {
        for (int i = 0; i < most; i++) {
            if (sys.memory().get(address + i, one, 0, 1) != 0) {
                return -Errno.EFAULT;
            }
            if (one[0] == 0) {
                return 0;
            }
            text.append((char) (one[0] & 0xff));
        }
        return tooLong;
    }

    /** Reads 64-bit numbers; false at a fault. */
    boolean getDoublewords(long address, long[] into) {
        byte[] bytes = new byte[into.length * Long.BYTES];
        if (sys.memory().get(address, bytes, 0, bytes.length) != 0) {
            return false;
        }
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(into);
        return true;
    }

    /** Writes 64-bit numbers; false at a fault. */
    boolean putDoublewords(long address, long... values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return sys.memory().put(address, bytes.array(), 0, bytes.capacity()) == 0;
    }

    /** Writes 32-bit numbers; false at a fault. */
    boolean putWords(long address, int... values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return sys.memory().put(address, bytes.array(), 0, bytes.capacity()) == 0;
    }
}
