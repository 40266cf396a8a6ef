package dev.fuselage.riscv.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The content of a file, with the name by which messages call it. Numbers in it are little-endian.
 */
public final class ImageFile implements AutoCloseable {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int GZIP_MAGIC = 0x8b1f;
    private static final int BUFFER = 1 << 16;

    private final String name;
    private final MemorySegment content;
    private final Arena arena;

    private ImageFile(String name, MemorySegment content, Arena arena) {
        this.name = name;
        this.content = content;
        this.arena = arena;
    }

    /** Opens a file, which stays open until {@link #close}. */
    public static ImageFile open(Path file) throws ImageException {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw new ImageException(name + ": is a directory");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new ImageException(name + ": is no regular file");
        }
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file)) {
            MemorySegment content =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new ImageFile(name, content, arena);
        } catch (NoSuchFileException missing) {
            arena.close();
            throw new ImageException(name + ": no such file", missing);
        } catch (AccessDeniedException denied) {
            arena.close();
            throw new ImageException(name + ": permission denied", denied);
        } catch (IOException failure) {
            arena.close();
            throw new ImageException("%s: %s".formatted(name, failure.getMessage()), failure);
        }
    }

    /** A file that is in memory already. */
    public static ImageFile of(String name, byte[] content) {
        return new ImageFile(name, MemorySegment.ofArray(content), Arena.ofShared());
    }

    public String name() {
        return name;
    }

    /** Size in bytes. */
    public long size() {
        return content.byteSize();
    }

    boolean isGzip() {
        return size() >= Short.BYTES && read16(0) == GZIP_MAGIC;
    }

    /**
     * What a gzip file (RFC 1952) unpacks to.
     *
     * @param limit the most bytes it may be
     */
    ImageFile unpack(long limit) throws ImageException {
        ByteArrayOutputStream unpacked = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        try (InputStream stream = new GZIPInputStream(packed(), BUFFER)) {
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                if (unpacked.size() + (long) n > Math.min(limit, Integer.MAX_VALUE - BUFFER)) {
                    throw fault("it unpacks to more than the guest's memory holds");
                }
                unpacked.write(buffer, 0, n);
            }
        } catch (IOException failure) {
            throw new ImageException(
                    "%s: its gzip data is damaged: %s".formatted(name, failure.getMessage()),
                    failure);
        }
        return of(name, unpacked.toByteArray());
    }

    private InputStream packed() throws ImageException {
        if (size() > Integer.MAX_VALUE - BUFFER) {
            throw fault("too large to unpack");
        }
        return new ByteArrayInputStream(content.toArray(ValueLayout.JAVA_BYTE));
    }

    /** Whether so many bytes are there. */
    boolean has(long offset, long length) {
        return offset >= 0 && length >= 0 && offset <= size() - length;
    }

    int read8(long offset) {
        return content.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
    }

    int read16(long offset) {
        return content.get(SHORT, offset) & 0xffff;
    }

    int read32(long offset) {
        return content.get(INT, offset);
    }

    long read64(long offset) {
        return content.get(LONG, offset);
    }

    MemorySegment bytes(long offset, long length) {
        return content.asSlice(offset, length);
    }

    /** Whether the bytes at an offset are these characters. */
    boolean isText(long offset, String text) {
        if (!has(offset, text.length())) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (read8(offset + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** An exception about this file. */
    ImageException fault(String problem) {
        return new ImageException(name + ": " + problem);
    }

    @Override
    public void close() {
        arena.close();
    }
}
