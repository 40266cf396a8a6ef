package dev.fuselage.devices.fs.host;

/**
 * The system calls used, with their numbers: on x86-64 ({@code
 * arch/x86/entry/syscalls/syscall_64.tbl}) and in the generic table of newer architectures ({@code
 * include/uapi/asm-generic/unistd.h}).
 */
enum SystemCall {
    CAPGET(125, 90),
    CAPSET(126, 91),
    CLOSE(3, 57),
    COPY_FILE_RANGE(326, 285),
    FACCESSAT2(439, 439),
    FALLOCATE(285, 47),
    FCHMODAT(268, 53),
    FCHOWNAT(260, 54),
    FCNTL(72, 25),
    FDATASYNC(75, 83),
    FLOCK(73, 32),
    FSTATFS(138, 44),
    FSYNC(74, 82),
    FTRUNCATE(77, 46),
    GETDENTS64(217, 61),
    GETEGID(108, 177),
    GETEUID(107, 175),
    GETGROUPS(115, 158),
    GETXATTR(191, 8),
    LINKAT(265, 37),
    LISTXATTR(194, 11),
    LSEEK(8, 62),
    MKDIRAT(258, 34),
    MKNODAT(259, 33),
    MOUNT(165, 40),
    NAME_TO_HANDLE_AT(303, 264),
    OPEN_BY_HANDLE_AT(304, 265),
    OPENAT(257, 56),
    OPENAT2(437, 437),
    PREAD64(17, 67),
    PREADV(295, 69),
    PRLIMIT64(302, 261),
    PWRITE64(18, 68),
    PWRITEV(296, 70),
    PWRITEV2(328, 287),
    READLINKAT(267, 78),
    REMOVEXATTR(197, 14),
    RENAMEAT2(316, 276),
    SETFSGID(123, 152),
    SETFSUID(122, 151),
    SETGROUPS(116, 159),
    SETRESGID(119, 149),
    SETRESUID(117, 147),
    SETXATTR(188, 5),
    STATX(332, 291),
    SYMLINKAT(266, 36),
    SYNCFS(306, 267),
    TRUNCATE(76, 45),
    UMASK(95, 166),
    UNLINKAT(263, 35),
    UNSHARE(272, 97),
    UTIMENSAT(280, 88);

    private final int x86;
    private final int generic;

    SystemCall(int x86, int generic) {
        this.x86 = x86;
        this.generic = generic;
    }

    /** The number to call it by. */
    int number(Architecture architecture) {
        return architecture == Architecture.X86_64 ? x86 : generic;
    }
}
