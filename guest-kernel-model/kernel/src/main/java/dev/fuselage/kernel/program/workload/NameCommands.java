package dev.fuselage.kernel.program.workload;

import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.Syscalls;
import java.nio.charset.StandardCharsets;

/** Lines about names: opening, making, renaming and removing. */
final class NameCommands {
    private static final int CWD = Syscalls.AT_FDCWD;
    private static final int PATH_MAX = 4096;
    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;

    /** The null device: any driver will do, as nobody opens it. */
    private static final int DEVICE = DeviceNumber.of(1, 3);

    private final Syscalls sys;
    private final Handles handles;

    NameCommands(Syscalls sys, Handles handles) {
        this.sys = sys;
        this.handles = handles;
    }

    void addTo(Commands commands) {
        commands.with("open", this::open)
                .with("openat", this::openat)
                .with("close", a -> handles.close(a.letter(0)))
                .with("dup", a -> handles.opened(a.letter(1), sys.dup(fd(a, 0))))
                .with("mkdir", a -> Results.of(mkdir(a)))
                .with("rmdir", a -> Results.of(remove(a, AtFlags.AT_REMOVEDIR)))
                .with("unlink", a -> Results.of(remove(a, 0)))
                .with("rename", a -> rename(a, 0))
                .with("rename2", a -> rename(a, a.flags(2, Words.RENAME)))
                .with("link", this::link)
                .with("symlink", this::symlink)
                .with("readlink", this::readlink)
                .with("mknod", this::mknod)
                .with("chdir", a -> Results.of(sys.chdir(a.bytes(0))))
                .with("fchdir", a -> Results.of(sys.fchdir(fd(a, 0))));
    }

    private int fd(Arguments a, int i) {
        return handles.of(a.letter(i));
    }

    private String open(Arguments a) {
        return open(a, CWD, 1);
    }

    private String openat(Arguments a) {
        return open(a, fd(a, 1), 2);
    }

    private String open(Arguments a, int dfd, int path) {
        int flags = a.flags(path + 1, Words.OPEN);
        boolean creates = (flags & (OpenFlags.O_CREAT | OpenFlags.O_TMPFILE)) != 0;
        int mode = creates ? a.octal(path + 2, FILE_MODE) : 0;
        return handles.opened(a.letter(0), sys.openat(dfd, a.bytes(path), flags, mode));
    }

    private long mkdir(Arguments a) {
        return sys.mkdirat(CWD, a.bytes(0), a.octal(1, DIRECTORY_MODE));
    }

    private long remove(Arguments a, int flags) {
        return sys.unlinkat(CWD, a.bytes(0), flags);
    }

    private String rename(Arguments a, int flags) {
        return Results.of(sys.renameat2(CWD, a.bytes(0), CWD, a.bytes(1), flags));
    }

    private String link(Arguments a) {
        return Results.of(sys.linkat(CWD, a.bytes(0), CWD, a.bytes(1), 0));
    }

    private String symlink(Arguments a) {
        return Results.of(sys.symlinkat(a.bytes(0), CWD, a.bytes(1)));
    }

    private String readlink(Arguments a) {
        long buffer = sys.memory().allocate(PATH_MAX);
        long result = sys.readlinkat(CWD, a.bytes(0), buffer, PATH_MAX);
        byte[] target = new byte[(int) Math.max(result, 0)];
        sys.memory().read(buffer, target, 0, target.length);
        sys.memory().free(buffer, PATH_MAX);
        return result < 0
                ? Results.of(result)
                : result + " " + new String(target, StandardCharsets.UTF_8);
    }

    private String mknod(Arguments a) {
        int type = a.flags(1, Words.NODE);
        boolean device = a.word(1).equals("chr") || a.word(1).equals("blk");
        int mode = type | a.octal(2, FILE_MODE);
        return Results.of(sys.mknodat(CWD, a.bytes(0), mode, device ? DEVICE : 0));
    }
}
