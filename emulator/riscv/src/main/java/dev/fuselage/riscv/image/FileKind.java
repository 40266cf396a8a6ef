package dev.fuselage.riscv.image;

import org.jspecify.annotations.Nullable;

/** Says what a file is that is not what was wanted. */
final class FileKind {
    private FileKind() {}

    /** A noun phrase, with what to do about it where something can be done. */
    static String describe(ImageFile file) {
        if (ElfExecutable.isElf(file)) {
            return elf(file);
        }
        if (file.isText(0, "MZ") && file.isText(4, "zimg")) {
            return "an EFI zboot image (CONFIG_EFI_ZBOOT): take the Image it was made from";
        }
        String packed = packing(file);
        if (packed != null) {
            return packed;
        }
        if (file.isText(0x38, "ARMd")) {
            return "a Linux Image for arm64";
        }
        if (file.isText(0x202, "HdrS")) {
            return "a Linux bzImage for x86";
        }
        if (file.isText(0, "MZ")) {
            return "an EFI executable without a riscv64 Image header";
        }
        if (file.isText(0, "070701") || file.isText(0, "070702")) {
            return "a cpio archive, which an initial RAM disk is";
        }
        if (file.isText(0, "#!")) {
            return "a script";
        }
        if (file.has(0, 4) && file.read32(0) == 0xedfe0dd0) {
            return "a device tree or FIT image";
        }
        return "data of an unknown kind";
    }

    private static @Nullable String packing(ImageFile file) {
        if (file.isText(0, "\3757zXZ\0")) {
            return "xz data: unpack it first (xz -d)";
        }
        if (file.isText(0, "(\265/\375")) {
            return "zstd data: unpack it first (zstd -d)";
        }
        if (file.isText(0, "BZh")) {
            return "bzip2 data: unpack it first (bzip2 -d)";
        }
        if (file.isText(0, "\2!L\30") || file.isText(0, "\4\"M\30")) {
            return "lz4 data: unpack it first (lz4 -d)";
        }
        if (file.isText(0, "]\0\0\0")) {
            return "lzma data: unpack it first (xz -d)";
        }
        if (file.isText(0, "\211LZO")) {
            return "lzo data: unpack it first (lzop -d)";
        }
        return null;
    }

    private static String elf(ImageFile file) {
        if (!file.has(0, 20)) {
            return "an ELF file cut off in its header";
        }
        String width = file.read8(4) == 1 ? "32-bit" : "64-bit";
        boolean big = file.read8(5) == 2;
        int machine = big ? Short.reverseBytes((short) file.read16(18)) : file.read16(18);
        String name =
                switch (machine) {
                    case 3 -> "x86";
                    case 8 -> "MIPS";
                    case 20, 21 -> "PowerPC";
                    case 22 -> "S/390";
                    case 40 -> "Arm";
                    case 62 -> "x86-64";
                    case 183 -> "AArch64";
                    case 243 -> "RISC-V";
                    case 258 -> "LoongArch";
                    default -> "machine " + (machine & 0xffff);
                };
        return "%s %s ELF for %s".formatted(width, big ? "big-endian" : "little-endian", name);
    }
}
