package dev.fuselage.devices.fs.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** System calls have the numbers of Linux's tables. */
class SystemCallTest {

    /**
     * Name, number in the x86-64 header {@code asm/unistd_64.h}, number in {@code
     * asm-generic/unistd.h}; the latter is what aarch64 and riscv64 use.
     */
    private static final String TABLE =
            """
                    capget 125 90
                    capset 126 91
                    close 3 57
                    copy_file_range 326 285
                    faccessat2 439 439
                    fallocate 285 47
                    fchmodat 268 53
                    fchownat 260 54
                    fcntl 72 25
                    fdatasync 75 83
                    flock 73 32
                    fstatfs 138 44
                    fsync 74 82
                    ftruncate 77 46
                    getdents64 217 61
                    getegid 108 177
                    geteuid 107 175
                    getgroups 115 158
                    getxattr 191 8
                    linkat 265 37
                    listxattr 194 11
                    lseek 8 62
                    mkdirat 258 34
                    mknodat 259 33
                    mount 165 40
                    name_to_handle_at 303 264
                    open_by_handle_at 304 265
                    openat 257 56
                    openat2 437 437
                    pread64 17 67
                    preadv 295 69
                    prlimit64 302 261
                    pwrite64 18 68
                    pwritev 296 70
                    pwritev2 328 287
                    readlinkat 267 78
                    removexattr 197 14
                    renameat2 316 276
                    setfsgid 123 152
                    setfsuid 122 151
                    setgroups 116 159
                    setresgid 119 149
                    setresuid 117 147
                    setxattr 188 5
                    statx 332 291
                    symlinkat 266 36
                    syncfs 306 267
                    truncate 76 45
                    umask 95 166
                    unlinkat 263 35
                    unshare 272 97
                    utimensat 280 88
            """;

    @Test
    void everyNumberIsThatOfTheArchitecturesTable() {
        String[] rows = TABLE.strip().split("\n", -1);
        assertThat(rows).hasSameSizeAs(SystemCall.values());
        for (String row : rows) {
            String[] columns = row.strip().split(" ", -1);
            SystemCall call = SystemCall.valueOf(columns[0].toUpperCase(Locale.ROOT));
            assertThat(call.number(Architecture.X86_64))
                    .as("%s on x86-64", columns[0])
                    .isEqualTo(Integer.parseInt(columns[1]));
            assertThat(call.number(Architecture.AARCH64))
                    .as("%s on aarch64", columns[0])
                    .isEqualTo(Integer.parseInt(columns[2]));
            assertThat(call.number(Architecture.RISCV64))
                    .as("%s on riscv64", columns[0])
                    .isEqualTo(Integer.parseInt(columns[2]));
        }
    }
}
