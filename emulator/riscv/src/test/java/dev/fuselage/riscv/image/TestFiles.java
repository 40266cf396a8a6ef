package dev.fuselage.riscv.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Files in the formats that are loaded. */
final class TestFiles {
    static final int EM_RISCV = 243;

    private TestFiles() {}

    /** A segment: where it goes and what is in it. Never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    record Segment(long virtual, long physical, long memorySize, byte... content) {}

    /** A flat Image of {@code fileSize} bytes, which counts 0, 1, 2... behind its header. */
    static ByteBuffer image(long textOffset, long imageSize, int fileSize) {
        ByteBuffer file = ByteBuffer.allocate(fileSize).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 64; i < fileSize; i++) {
            file.put(i, (byte) i);
        }
        file.putLong(8, textOffset).putLong(16, imageSize).putLong(24, 0).putInt(32, 2);
        file.put(48, "RISCV\0\0\0".getBytes(StandardCharsets.US_ASCII));
        file.put(56, "RSC\5".getBytes(StandardCharsets.US_ASCII));
        return file;
    }

    static ByteBuffer elf(long entry, Segment... segments) {
        int size = 64 + 56 * segments.length;
        for (Segment segment : segments) {
            size += segment.content.length;
        }
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
        file.putShort((short) 2).putShort((short) EM_RISCV).putInt(1).putLong(entry).putLong(64);
        file.putLong(0).putInt(0).putShort((short) 64).putShort((short) 56);
        file.putShort((short) segments.length).position(64);
        int content = 64 + 56 * segments.length;
        for (Segment segment : segments) {
            file.putInt(1).putInt(7).putLong(content);
            file.putLong(segment.virtual).putLong(segment.physical);
            file.putLong(segment.content.length).putLong(segment.memorySize).putLong(4096);
            file.put(content, segment.content);
            content += segment.content.length;
        }
        return file;
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
            stream.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }
}
