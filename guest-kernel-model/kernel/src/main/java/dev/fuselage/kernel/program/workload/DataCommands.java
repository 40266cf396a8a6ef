package dev.fuselage.kernel.program.workload;

import dev.fuselage.fuse.linux.FsIoctl;
import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.syscall.Syscalls;
import java.util.Arrays;

/**
 * Lines about the content of files. What a line writes is the first letter of its command, again
 * and again.
 */
final class DataCommands {
    /** Where in its page the buffer of preadu and pwriteu begins. */
    private static final int UNALIGNED = 100;

    private static final int LISTING = 32768;
    private static final int OFFSET_BYTES = 8;

    private final Syscalls sys;
    private final Handles handles;

    DataCommands(Syscalls sys, Handles handles) {
        this.sys = sys;
        this.handles = handles;
    }

    void addTo(Commands commands) {
        commands.with("read", this::read)
                .with("pread", a -> pread(a, 0))
                .with("preadu", a -> pread(a, UNALIGNED))
                .with("write", this::write)
                .with("pwrite", a -> pwrite(a, 0))
                .with("pwriteu", a -> pwrite(a, UNALIGNED))
                .with("seqread", this::seqread)
                .with("seqwrite", this::seqwrite)
                .with("strideread", this::strideread)
                .with("getdents", this::getdents)
                .with("lseek", this::lseek)
                .with("ftruncate", a -> Results.of(sys.ftruncate(fd(a, 0), a.number(1))))
                .with("fsync", a -> Results.of(sys.fsync(fd(a, 0))))
                .with("fdatasync", a -> Results.of(sys.fdatasync(fd(a, 0))))
                .with("sync", a -> Results.of(sys.sync()))
                .with("syncfs", a -> Results.of(sys.syncfs(fd(a, 0))))
                .with("fallocate", this::fallocate)
                .with("fadvise", this::fadvise)
                .with("readahead", this::readahead)
                .with("cfr", this::copyFileRange)
                .with("sendfile", this::sendfile)
                .with("getflags", this::getflags);
    }

    private int fd(Arguments a, int i) {
        return handles.of(a.letter(i));
    }

    // ---- reading

    private String read(Arguments a) {
        int count = (int) a.number(1);
        long buffer = allocate(count, 0);
        long result = sys.read(fd(a, 0), buffer, count);
        String text = Results.read(result, bytes(buffer, result));
        free(buffer, count);
        return text;
    }

    private String pread(Arguments a, int pageOffset) {
        int count = (int) a.number(1);
        long buffer = allocate(count, pageOffset);
        long result = sys.pread64(fd(a, 0), buffer, count, a.number(2));
        String text = Results.read(result, bytes(buffer, result));
        free(buffer, count);
        return text;
    }

    /** Reads again and again, to the first that gives nothing; the hash is one of hashes. */
    private String seqread(Arguments a) {
        int count = (int) a.number(1);
        long buffer = allocate(count, 0);
        long total = 0;
        long last = 0;
        int hash = 0;
        for (long i = 0; i < a.number(2); i++) {
            last = sys.read(fd(a, 0), buffer, count);
            if (last <= 0) {
                break;
            }
            total += last;
            hash = hash * 31 + Results.hash(bytes(buffer, last), (int) last);
        }
        free(buffer, count);
        if (total == 0) {
            return Results.of(last);
        }
        return Results.of(total) + Results.hashed(hash);
    }

    private String strideread(Arguments a) {
        int count = (int) a.number(1);
        long offset = a.number(3);
        long buffer = allocate(count, 0);
        long total = 0;
        long last = 0;
        for (long i = 0; i < a.number(2); i++) {
            last = sys.pread64(fd(a, 0), buffer, count, offset);
            if (last < 0) {
                break;
            }
            total += last;
            offset += a.number(4);
        }
        free(buffer, count);
        return Results.of(total == 0 ? last : total);
    }

    private String getdents(Arguments a) {
        int count = a.count() > 1 ? (int) a.number(1) : LISTING;
        long buffer = allocate(count, 0);
        long result = sys.getdents64(fd(a, 0), buffer, count);
        byte[] records = bytes(buffer, result);
        free(buffer, count);
        return result < 0 ? Results.of(result) : result + " entries=" + entries(records);
    }

    /** The records of {@code struct linux_dirent64} there are. */
    private static int entries(byte[] records) {
        int entries = 0;
        for (int at = 0; at < records.length; entries++) {
            at += (records[at + 16] & 0xff) | (records[at + 17] & 0xff) << 8;
        }
        return entries;
    }

    // ---- writing

    private String write(Arguments a) {
        int count = (int) a.number(1);
        long buffer = filled(count, 0, 'w');
        long result = sys.write(fd(a, 0), buffer, count);
        free(buffer, count);
        return Results.of(result);
    }

    private String pwrite(Arguments a, int pageOffset) {
        int count = (int) a.number(1);
        long buffer = filled(count, pageOffset, 'p');
        long result = sys.pwrite64(fd(a, 0), buffer, count, a.number(2));
        free(buffer, count);
        return Results.of(result);
    }

    private String seqwrite(Arguments a) {
        int count = (int) a.number(1);
        long buffer = filled(count, 0, 's');
        long total = 0;
        long last = 0;
        for (long i = 0; i < a.number(2); i++) {
            last = sys.write(fd(a, 0), buffer, count);
            if (last <= 0) {
                break;
            }
            total += last;
        }
        free(buffer, count);
        return Results.of(total == 0 ? last : total);
    }

    // ---- the rest

    private String lseek(Arguments a) {
        return Results.of(sys.lseek(fd(a, 0), a.number(1), a.flags(2, Words.WHENCE)));
    }

    private String fallocate(Arguments a) {
        int mode = a.flags(1, Words.FALLOCATE);
        return Results.of(sys.fallocate(fd(a, 0), mode, a.number(2), a.number(3)));
    }

    private String fadvise(Arguments a) {
        boolean adviceLast = Character.isDigit(a.word(1).charAt(0)) || a.word(1).startsWith("-");
        int at = adviceLast ? 1 : 2;
        int advice = a.flags(adviceLast ? 3 : 1, Words.ADVICE);
        return Results.of(sys.fadvise64(fd(a, 0), a.number(at), a.number(at + 1), advice));
    }

    private String readahead(Arguments a) {
        return Results.of(sys.readahead(fd(a, 0), a.number(1), a.number(2)));
    }

    private String copyFileRange(Arguments a) {
        long from = offset(a.number(1));
        long to = offset(a.number(3));
        long result = sys.copyFileRange(fd(a, 0), from, fd(a, 2), to, a.number(4), 0);
        free(from, OFFSET_BYTES);
        free(to, OFFSET_BYTES);
        return Results.of(result);
    }

    private String sendfile(Arguments a) {
        long from = offset(a.number(2));
        long result = sys.sendfile(fd(a, 0), fd(a, 1), from, a.number(3));
        free(from, OFFSET_BYTES);
        return Results.of(result);
    }

    private String getflags(Arguments a) {
        long buffer = allocate(OFFSET_BYTES, 0);
        long result = sys.ioctl(fd(a, 0), FsIoctl.FS_IOC_GETFLAGS, buffer);
        int flags = sys.memory().read8(buffer) | sys.memory().read8(buffer + 1) << 8;
        free(buffer, OFFSET_BYTES);
        return result < 0 ? Results.of(result) : result + " flags=" + Integer.toHexString(flags);
    }

    // ---- memory

    private long allocate(int count, int pageOffset) {
        return sys.memory().allocate(Math.max(count, 1), pageOffset);
    }

    private void free(long buffer, int count) {
        sys.memory().free(buffer, Math.max(count, 1));
    }

    private long filled(int count, int pageOffset, char letter) {
        long buffer = allocate(count, pageOffset);
        byte[] data = new byte[count];
        Arrays.fill(data, (byte) letter);
        sys.memory().write(buffer, data, 0, count);
        return buffer;
    }

    private byte[] bytes(long buffer, long count) {
        byte[] data = new byte[(int) Math.max(count, 0)];
        sys.memory().read(buffer, data, 0, data.length);
        return data;
    }

    /** A 64-bit word. */
    private long offset(long value) {
        UserMemory memory = sys.memory();
        long address = allocate(OFFSET_BYTES, 0);
        for (int i = 0; i < OFFSET_BYTES; i++) {
            memory.write8(address + i, (int) (value >>> (8 * i)) & 0xff);
        }
        return address;
    }
}
