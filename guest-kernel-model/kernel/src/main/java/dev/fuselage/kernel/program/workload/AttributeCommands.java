package dev.fuselage.kernel.program.workload;

import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.Kstatfs;
import dev.fuselage.kernel.vfs.Timespec;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines about attributes of files, plain and extended. */
final class AttributeCommands {
    private static final int CWD = Syscalls.AT_FDCWD;
    private static final int NOFOLLOW = AtFlags.AT_SYMLINK_NOFOLLOW;

    private final Syscalls sys;
    private final Handles handles;
    private final Kstat stat = new Kstat();
    private final Kstatfs statfs = new Kstatfs();

    AttributeCommands(Syscalls sys, Handles handles) {
        this.sys = sys;
        this.handles = handles;
    }

    void addTo(Commands commands) {
        commands.with("stat", a -> stat(sys.newfstatat(CWD, a.bytes(0), stat, 0)))
                .with("lstat", a -> stat(sys.newfstatat(CWD, a.bytes(0), stat, NOFOLLOW)))
                .with("fstat", a -> stat(sys.fstat(fd(a), stat)))
                .with("statx", this::statx)
                .with("statfs", a -> statfs(sys.statfs(a.bytes(0), statfs)))
                .with("fstatfs", a -> Results.of(sys.fstatfs(fd(a), statfs)))
                .with("access", this::access)
                .with("chmod", this::chmod)
                .with("fchmod", a -> Results.of(sys.fchmod(fd(a), a.octal(1, 0))))
                .with("chown", a -> chown(a, 0))
                .with("lchown", a -> chown(a, NOFOLLOW))
                .with("fchown", a -> Results.of(sys.fchown(fd(a), id(a, 1), id(a, 2))))
                .with("utimens", a -> utimens(a, CWD, a.bytes(0)))
                .with("futimens", a -> utimens(a, fd(a), null))
                .with("truncate", a -> Results.of(sys.truncate(a.bytes(0), a.number(1))))
                .with("getxattr", this::getxattr)
                .with("setxattr", this::setxattr)
                .with("listxattr", this::listxattr)
                .with("removexattr", this::removexattr);
    }

    private int fd(Arguments a) {
        return handles.of(a.letter(0));
    }

    private static int id(Arguments a, int i) {
        return (int) a.number(i);
    }

    private String stat(long result) {
        return Results.stat(result, stat);
    }

    private String statx(Arguments a) {
        long result = sys.statx(CWD, a.bytes(0), a.mask(2, 0), a.mask(1, 0), stat);
        return Results.statx(result, stat);
    }

    private String statfs(long result) {
        return result < 0 ? Results.of(result) : result + " type=" + Long.toHexString(statfs.type);
    }

    private String access(Arguments a) {
        return Results.of(sys.faccessat2(CWD, a.bytes(0), a.octal(1, 0), 0));
    }

    private String chmod(Arguments a) {
        return Results.of(sys.fchmodat2(CWD, a.bytes(0), a.octal(1, 0), 0));
    }

    private String chown(Arguments a, int flags) {
        return Results.of(sys.fchownat(CWD, a.bytes(0), id(a, 1), id(a, 2), flags));
    }

    private String utimens(Arguments a, int dfd, @Nullable String path) {
        return Results.of(sys.utimensat(dfd, path, time(a.word(1)), time(a.word(2)), 0));
    }

    private static Timespec time(String word) {
        Timespec time = new Timespec();
        switch (word) {
            case "now" -> time.set(0, Syscalls.UTIME_NOW);
            case "omit" -> time.set(0, Syscalls.UTIME_OMIT);
            default -> time.set(Long.parseLong(word), 0);
        }
        return time;
    }

    // ---- extended attributes

    private String getxattr(Arguments a) {
        int size = (int) a.number(2);
        long buffer = allocate(size);
        long result = sys.getxattr(a.bytes(0), true, a.bytes(1), buffer, size);
        byte[] value = new byte[(int) (size == 0 ? 0 : Math.max(result, 0))];
        sys.memory().read(buffer, value, 0, value.length);
        free(buffer, size);
        String text = new String(value, StandardCharsets.UTF_8);
        return Results.of(result) + (text.isEmpty() ? "" : " " + text);
    }

    private String setxattr(Arguments a) {
        byte[] value = a.word(2).getBytes(StandardCharsets.UTF_8);
        long buffer = allocate(value.length);
        sys.memory().write(buffer, value, 0, value.length);
        int flags = a.flags(3, Words.XATTR);
        long result = sys.setxattr(a.bytes(0), true, a.bytes(1), buffer, value.length, flags);
        free(buffer, value.length);
        return Results.of(result);
    }

    private String listxattr(Arguments a) {
        int size = (int) a.number(1);
        long buffer = allocate(size);
        long result = sys.listxattr(a.bytes(0), true, buffer, size);
        free(buffer, size);
        return Results.of(result);
    }

    private String removexattr(Arguments a) {
        return Results.of(sys.removexattr(a.bytes(0), true, a.bytes(1)));
    }

    private long allocate(int size) {
        return sys.memory().allocate(Math.max(size, 1));
    }

    private void free(long buffer, int size) {
        sys.memory().free(buffer, Math.max(size, 1));
    }
}
