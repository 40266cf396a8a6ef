package dev.fuselage.devices.fs.host;

import dev.fuselage.fuse.linux.OpenFlags;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the hosts a directory can be shared on: system call numbers (see {@link
 * SystemCall}) and four open flags.
 */
enum Architecture {
    /** x86-64: a system call table of its own, the generic open flags. */
    X86_64,
    /** 64-bit Arm: the generic table, open flags of its own. */
    AARCH64,
    /** 64-bit RISC-V: generic throughout. */
    RISCV64;

    private static final int ARM_O_DIRECTORY = 0x4000;
    private static final int ARM_O_NOFOLLOW = 0x8000;
    private static final int ARM_O_DIRECT = 0x10000;

    /** The architecture of this process; null if a directory cannot be shared here. */
    static @Nullable Architecture host() {
        return of(System.getProperty("os.name", "?"), System.getProperty("os.arch", "?"));
    }

    /**
     * The architecture of a name.
     *
     * @param osName as the system property os.name
     * @param osArch as the system property os.arch
     * @return null if a directory cannot be shared there
     */
    static @Nullable Architecture of(String osName, String osArch) {
        if (!osName.toLowerCase(Locale.ROOT).equals("linux")) {
            return null;
        }
        return switch (osArch) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            case "riscv64" -> RISCV64;
            default -> null;
        };
    }

    /** Why a directory cannot be shared where {@link #host} is null. */
    static String unsupported() {
        return "that takes Linux on x86-64, aarch64 or riscv64, this is %s on %s (mem: works anywhere)"
                .formatted(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /**
     * Open flags of Linux's generic ABI, which FUSE messages carry, as this architecture has them.
     */
    int openFlags(int generic) {
        if (this != AARCH64) {
            return generic;
        }
        int moved = OpenFlags.O_DIRECT | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
        int flags = generic & ~moved & ~ARM_O_NOFOLLOW;
        if ((generic & OpenFlags.O_DIRECT) != 0) {
            flags |= ARM_O_DIRECT;
        }
        if ((generic & OpenFlags.O_DIRECTORY) != 0) {
            flags |= ARM_O_DIRECTORY;
        }
        if ((generic & OpenFlags.O_NOFOLLOW) != 0) {
            flags |= ARM_O_NOFOLLOW;
        }
        return flags;
    }
}
