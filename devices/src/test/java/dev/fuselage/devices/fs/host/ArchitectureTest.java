package dev.fuselage.devices.fs.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.OpenFlags;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void linuxOnThreeArchitecturesIsAHost() {
        assertThat(Architecture.of("Linux", "amd64")).isEqualTo(Architecture.X86_64);
        assertThat(Architecture.of("Linux", "aarch64")).isEqualTo(Architecture.AARCH64);
        assertThat(Architecture.of("Linux", "riscv64")).isEqualTo(Architecture.RISCV64);
    }

    @Test
    void nothingElseIs() {
        assertThat(Architecture.of("Linux", "arm")).isNull();
        assertThat(Architecture.of("Linux", "s390x")).isNull();
        assertThat(Architecture.of("Mac OS X", "aarch64")).isNull();
        assertThat(Architecture.of("Windows 11", "amd64")).isNull();
        assertThat(Architecture.unsupported()).doesNotContain("\n").contains("x86-64");
    }

    @Test
    void armMovesFourOpenFlagsAndKeepsTheRest() {
        // arch/arm64/include/uapi/asm/fcntl.h
        Architecture arm = Architecture.AARCH64;
        assertThat(arm.openFlags(OpenFlags.O_DIRECTORY)).isEqualTo(040000);
        assertThat(arm.openFlags(OpenFlags.O_NOFOLLOW)).isEqualTo(0100000);
        assertThat(arm.openFlags(OpenFlags.O_DIRECT)).isEqualTo(0200000);
        assertThat(arm.openFlags(OpenFlags.O_LARGEFILE)).as("no use on 64 bits").isZero();
        assertThat(arm.openFlags(OpenFlags.O_TMPFILE)).isEqualTo(020000000 | 040000);
        int same = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_PATH | OpenFlags.O_SYNC;
        assertThat(arm.openFlags(same)).isEqualTo(same);
        int all = ~0;
        assertThat(Architecture.X86_64.openFlags(all)).isEqualTo(all);
        assertThat(Architecture.RISCV64.openFlags(all)).isEqualTo(all);
    }
}
