package dev.fuselage.kernel.user;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.vfs.Timespec;
import java.util.ArrayList;
import java.util.List;

/**
 * ECALL: system calls by their numbers (include/uapi/asm-generic/unistd.h, which riscv64 has). What
 * is not in the table does not exist.
 */
final class SystemCallTable {
    private static final int REGISTERS = 6;
    private static final int POINTER = 8;

    private final Syscalls sys;
    private final Registers registers;
    private final UserStrings strings;
    private final long[] a = new long[REGISTERS];

    /** A string or structure could not be read, and the call was not made. */
    private long fault;

    SystemCallTable(Syscalls sys, Registers registers) {
        this.sys = sys;
        this.registers = registers;
        this.strings = new UserStrings(sys);
    }

    /** Makes the call that the registers ask for, and leaves the result in them. */
    void call(UserProgram caller) {
        for (int i = 0; i < REGISTERS; i++) {
            a[i] = registers.get(Registers.A0 + i);
        }
        fault = 0;
        int number = (int) registers.get(Registers.A7);
        long result = number < 100 ? files(number) : processes(number, caller);
        registers.set(Registers.A0, fault != 0 ? fault : result);
    }

    /** A string of the program; after a fault an empty one, and the call must not be made. */
    private String string(int argument) {
        StringBuilder text = new StringBuilder();
        long error = strings.read(a[argument], text);
        fault = error != 0 && fault == 0 ? error : fault;
        return text.toString();
    }

    private interface PathCall {
        long on(String path);
    }

    private interface TwoPathCall {
        long on(String first, String second);
    }

    private long path(int argument, PathCall call) {
        String path = string(argument);
        return fault != 0 ? fault : call.on(path);
    }

    private long paths(int first, int second, TwoPathCall call) {
        String one = string(first);
        String two = string(second);
        return fault != 0 ? fault : call.on(one, two);
    }

    private int fd(int argument) {
        return (int) a[argument];
    }

    private long files(int number) {
        return switch (number) {
            case 17 -> sys.getcwd(a[0], a[1]);
            case 23 -> sys.dup(fd(0));
            case 24 -> sys.dup3(fd(0), fd(1), (int) a[2]);
            case 25 -> sys.fcntl(fd(0), (int) a[1], a[2]);
            case 29 -> sys.ioctl(fd(0), (int) a[1], a[2]);
            case 32 -> sys.flock(fd(0), (int) a[1]);
            case 33 -> path(1, name -> sys.mknodat(fd(0), name, (int) a[2], (int) a[3]));
            case 34 -> path(1, name -> sys.mkdirat(fd(0), name, (int) a[2]));
            case 35 -> path(1, name -> sys.unlinkat(fd(0), name, (int) a[2]));
            case 36 -> paths(0, 2, (target, name) -> sys.symlinkat(target, fd(1), name));
            case 37 -> paths(1, 3, (old, name) -> sys.linkat(fd(0), old, fd(2), name, (int) a[4]));
            case 39 -> path(0, name -> sys.umount2(name, (int) a[1]));
            case 45 -> path(0, name -> sys.truncate(name, a[1]));
            case 46 -> sys.ftruncate(fd(0), a[1]);
            case 47 -> sys.fallocate(fd(0), (int) a[1], a[2], a[3]);
            case 48 -> path(1, name -> sys.faccessat2(fd(0), name, (int) a[2], 0));
            case 49 -> path(0, sys::chdir);
            case 50 -> sys.fchdir(fd(0));
            case 52 -> sys.fchmod(fd(0), (int) a[1]);
            case 53 -> path(1, name -> sys.fchmodat2(fd(0), name, (int) a[2], 0));
            case 54 ->
                    path(1, name -> sys.fchownat(fd(0), name, (int) a[2], (int) a[3], (int) a[4]));
            case 55 -> sys.fchown(fd(0), (int) a[1], (int) a[2]);
            case 56 -> path(1, name -> sys.openat(fd(0), name, (int) a[2], (int) a[3]));
            case 57 -> sys.close(fd(0));
            case 59 -> pipe();
            case 61 -> sys.getdents64(fd(0), a[1], a[2]);
            case 62 -> sys.lseek(fd(0), a[1], (int) a[2]);
            default -> data(number);
        };
    }

    private long data(int number) {
        return switch (number) {
            case 63 -> sys.read(fd(0), a[1], a[2]);
            case 64 -> sys.write(fd(0), a[1], a[2]);
            case 65 -> sys.readv(fd(0), a[1], (int) a[2]);
            case 66 -> sys.writev(fd(0), a[1], (int) a[2]);
            case 67 -> sys.pread64(fd(0), a[1], a[2], a[3]);
            case 68 -> sys.pwrite64(fd(0), a[1], a[2], a[3]);
            case 71 -> sys.sendfile(fd(0), fd(1), a[2], a[3]);
            case 76 -> sys.splice(fd(0), a[1], fd(2), a[3], a[4], (int) a[5]);
            case 78 -> path(1, name -> sys.readlinkat(fd(0), name, a[2], a[3]));
            case 81 -> sys.sync();
            case 82 -> sys.fsync(fd(0));
            case 83 -> sys.fdatasync(fd(0));
            // exit and exit_group: a process is one task here.
            case 93, 94 -> sys.exit((int) a[0]);
            case 96 -> sys.getpid();
            default -> -Errno.ENOSYS;
        };
    }

    private long processes(int number, UserProgram caller) {
        return switch (number) {
            case 101 -> nanosleep();
            case 113 -> clock();
            case 129 -> sys.kill((int) a[0], (int) a[1]);
            case 144 -> sys.setresgid(-1, (int) a[0], -1);
            case 146 -> sys.setresuid(-1, (int) a[0], -1);
            case 147 -> sys.setresuid((int) a[0], (int) a[1], (int) a[2]);
            case 149 -> sys.setresgid((int) a[0], (int) a[1], (int) a[2]);
            case 166 -> sys.umask((int) a[0]);
            case 172, 178 -> sys.getpid();
            case 173 -> sys.getppid();
            case 174 -> Integer.toUnsignedLong(sys.credentials().uid());
            case 175 -> Integer.toUnsignedLong(sys.credentials().euid());
            case 176 -> Integer.toUnsignedLong(sys.credentials().gid());
            case 177 -> Integer.toUnsignedLong(sys.credentials().egid());
            case 213 -> sys.readahead(fd(0), a[1], a[2]);
            case 215 -> sys.munmap(a[0], a[1]);
            case 220 ->
                    a[0] == Signal.SIGCHLD && a[1] == 0
                            ? sys.fork("", caller.child())
                            : -Errno.EINVAL;
            case 221 -> execve();
            case 222 -> sys.mmap(a[0], a[1], (int) a[2], (int) a[3], fd(4), a[5]);
            case 223 -> sys.fadvise64(fd(0), a[1], a[2], (int) a[3]);
            case 226 -> sys.mprotect(a[0], a[1], (int) a[2]);
            case 227 -> sys.msync(a[0], a[1], (int) a[2]);
            case 233 -> sys.madvise(a[0], a[1], (int) a[2]);
            case 260 -> wait4();
            case 267 -> sys.syncfs(fd(0));
            case 276 ->
                    paths(1, 3, (old, name) -> sys.renameat2(fd(0), old, fd(2), name, (int) a[4]));
            case 285 -> sys.copyFileRange(fd(0), a[1], fd(2), a[3], a[4], (int) a[5]);
            default -> -Errno.ENOSYS;
        };
    }

    // ---- calls that write or read structures

    private long pipe() {
        int[] ends = new int[2];
        long result = sys.pipe2(ends, (int) a[1]);
        if (result == 0 && !strings.putWords(a[0], ends)) {
            long _ = sys.close(ends[0]);
            long _ = sys.close(ends[1]);
            return -Errno.EFAULT;
        }
        return result;
    }

    private long nanosleep() {
        long[] time = new long[2];
        if (!strings.getDoublewords(a[0], time)) {
            return -Errno.EFAULT;
        }
        if (time[0] < 0 || time[1] < 0 || time[1] >= Timespec.NSEC_PER_SEC) {
            return -Errno.EINVAL;
        }
        long most = Long.MAX_VALUE / Timespec.NSEC_PER_SEC - 1;
        return sys.nanosleep(Math.min(time[0], most) * Timespec.NSEC_PER_SEC + time[1]);
    }

    private long clock() {
        Timespec now = new Timespec();
        switch ((int) a[0]) {
            case 0 -> {
                long _ = sys.realtime(now);
            }
            case 1 -> {
                long nanos = sys.monotonic();
                now.set(nanos / Timespec.NSEC_PER_SEC, (int) (nanos % Timespec.NSEC_PER_SEC));
            }
            default -> {
                return -Errno.EINVAL;
            }
        }
        return strings.putDoublewords(a[1], now.sec, now.nsec) ? 0 : -Errno.EFAULT;
    }

    private long wait4() {
        long result = sys.wait4((int) a[0], (int) a[2]);
        if (result <= 0) {
            return result;
        }
        boolean told = a[1] == 0 || strings.putWords(a[1], (int) result);
        return told ? result >>> Integer.SIZE : -Errno.EFAULT;
    }

    private long execve() {
        String path = string(0);
        List<String> argv = vector(a[1]);
        List<String> envp = vector(a[2]);
        return fault != 0 ? fault : sys.execve(path, argv, envp);
    }

    /** The strings that an array of pointers names, up to the first null. */
    private List<String> vector(long address) {
        List<String> texts = new ArrayList<>();
        long[] pointer = new long[1];
        for (long at = address; at != 0 && fault == 0; at += POINTER) {
            if (!strings.getDoublewords(at, pointer)) {
                fault = -Errno.EFAULT;
            } else if (pointer[0] == 0) {
                break;
            } else {
                StringBuilder text = new StringBuilder();
                fault = strings.readArgument(pointer[0], text, texts.size());
                texts.add(text.toString());
            }
        }
        return texts;
    }
}
