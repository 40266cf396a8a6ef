package dev.fuselage.cli.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Tells a flat riscv64 kernel: {@code Documentation/arch/riscv/boot-image-header.rst}. */
final class KernelImage {

    private static final int HEADER = 64;
    private static final int MAGIC2_OFFSET = 56;
    private static final byte[] MAGIC2 = "RSC\5".getBytes(StandardCharsets.US_ASCII);

    private KernelImage() {}

    static boolean isOne(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(HEADER);
            return header.length == HEADER
                    && Arrays.equals(
                            header, MAGIC2_OFFSET, MAGIC2_OFFSET + MAGIC2.length, MAGIC2, 0, 4);
        }
    }
}
