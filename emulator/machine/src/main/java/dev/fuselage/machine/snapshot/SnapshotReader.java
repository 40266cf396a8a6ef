package dev.fuselage.machine.snapshot;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Reads what a {@link SnapshotWriter} wrote. Every method throws {@link SnapshotException} when the
 * file is cut short, damaged, or of another machine. No length in a file is believed: arrays grow
 * with what is really there.
 */
public final class SnapshotReader implements AutoCloseable {
    private final Inflater inflater = new Inflater();
    private final DataInputStream frames;

    /** What is left of the present data frame. */
    private final ByteBuffer data = ByteBuffer.allocate(SnapshotFormat.FRAME_BYTES).limit(0);

    /** Names of the sections that are open, the innermost first. */
    private final Deque<String> open = new ArrayDeque<>();

    /** Begins to read; {@code stream} is closed with this reader. */
    public SnapshotReader(InputStream stream) {
        DataInputStream head = new DataInputStream(stream);
        try {
            if (head.readLong() != SnapshotFormat.MAGIC) {
                throw new SnapshotException("it is not a snapshot of fuselage");
            }
            int version = head.readInt();
            if (version != SnapshotFormat.VERSION) {
                throw new SnapshotException(
                        "the snapshot has format version %d, and this fuselage reads version %d"
                                .formatted(version, SnapshotFormat.VERSION));
            }
        } catch (EOFException tooShort) {
            throw new SnapshotException("it is not a snapshot of fuselage", tooShort);
        } catch (IOException failure) {
            throw failed(failure);
        }
        frames =
                new DataInputStream(
                        new InflaterInputStream(stream, inflater, SnapshotFormat.FRAME_BYTES));
    }

    /** Reads a component from the section of that name, which must be the next. */
    public void section(String name, Snapshotted part) {
        if (data.hasRemaining()) {
            throw notAsExpected();
        }
        int kind = frame();
        String found = kind == SnapshotFormat.BEGIN ? name() : "";
        if (!found.equals(name)) {
            String instead =
                    kind == SnapshotFormat.BEGIN
                            ? "\"%s\" in its place".formatted(found)
                            : "nothing";
            throw new SnapshotException(
                    "the machine has a part \"%s\" for which the snapshot has %s"
                            .formatted(name, instead));
        }
        open.push(name);
        part.load(this);
        if (data.hasRemaining()) {
            throw notAsExpected();
        }
        switch (frame()) {
            case SnapshotFormat.END -> open.pop();
            case SnapshotFormat.BEGIN ->
                    throw new SnapshotException(
                            "the snapshot has a part \"%s\" which the machine lacks"
                                    .formatted(name()));
            default -> throw notAsExpected();
        }
    }

    /** Reads a number that must be as it is here. */
    public void same(String what, long value) {
        long saved = getLong();
        if (saved != value) {
            throw differs(what, Long.toString(saved), Long.toString(value));
        }
    }

    /** The same for a text. */
    public void same(String what, String value) {
        String saved = getString();
        if (!saved.equals(value)) {
            throw differs(what, '"' + saved + '"', '"' + value + '"');
        }
    }

    /** Reads one truth value. */
    public boolean getBoolean() {
        byte value = getByte();
        if (value != 0 && value != 1) {
            throw notAsExpected();
        }
        return value == 1;
    }

    /** Reads 8 bits. */
    public byte getByte() {
        return next(Byte.BYTES).get();
    }

    /** Reads 32 bits. */
    public int getInt() {
        return next(Integer.BYTES).getInt();
    }

    /**
     * Reads 32 bits that are a number within limits.
     *
     * @throws SnapshotException when it is not {@code min} to {@code max}
     */
    public int getInt(int min, int max) {
        int value = getInt();
        if (value < min || value > max) {
            throw notAsExpected();
        }
        return value;
    }

    /** Reads 64 bits. */
    public long getLong() {
        return next(Long.BYTES).getLong();
    }

    /** Reads a text. */
    public String getString() {
        return new String(getBytes(), StandardCharsets.UTF_8);
    }

    /** Reads bytes of any number. */
    public byte[] getBytes() {
        int length = getInt(0, Integer.MAX_VALUE);
        byte[] value = new byte[Math.min(length, SnapshotFormat.FRAME_BYTES)];
        for (int done = 0; done < length; ) {
            if (done == value.length) {
                value = Arrays.copyOf(value, (int) Math.min(length, 2L * done));
            }
            int some = Math.min(value.length - done, next(1).remaining());
            data.get(value, done, some);
            done += some;
        }
        return value;
    }

    /** Reads numbers of any number. */
    public int[] getInts() {
        int length = getInt(0, Integer.MAX_VALUE);
        int[] value = new int[Math.min(length, SnapshotFormat.FRAME_BYTES)];
        for (int i = 0; i < length; i++) {
            if (i == value.length) {
                value = Arrays.copyOf(value, (int) Math.min(length, 2L * i));
            }
            value[i] = getInt();
        }
        return value;
    }

    /** Reads numbers of any number. */
    public long[] getLongs() {
        int length = getInt(0, Integer.MAX_VALUE);
        long[] value = new long[Math.min(length, SnapshotFormat.FRAME_BYTES)];
        for (int i = 0; i < length; i++) {
            if (i == value.length) {
                value = Arrays.copyOf(value, (int) Math.min(length, 2L * i));
            }
            value[i] = getLong();
        }
        return value;
    }

    /** Reads as many bytes as the array has, into it. */
    public void getBytes(byte[] into) {
        byte[] value = getBytes();
        checkLength(value.length, into.length);
        System.arraycopy(value, 0, into, 0, into.length);
    }

    /** Reads as many numbers as the array has, into it. */
    public void getInts(int[] into) {
        int[] value = getInts();
        checkLength(value.length, into.length);
        System.arraycopy(value, 0, into, 0, into.length);
    }

    /** Reads as many numbers as the array has, into it. */
    public void getLongs(long[] into) {
        long[] value = getLongs();
        checkLength(value.length, into.length);
        System.arraycopy(value, 0, into, 0, into.length);
    }

    /**
     * Reads memory of that size. The pages that the snapshot does not hold are left alone: they
     * must be zero, as those of memory just mapped are.
     */
    public void getMemory(MemorySegment memory) {
        if (getLong() != memory.byteSize()) {
            throw notAsExpected();
        }
        long pages = Math.ceilDiv(memory.byteSize(), (long) SnapshotFormat.PAGE_BYTES);
        long before = -1;
        while (true) {
            long page = getLong();
            if (page == SnapshotFormat.NO_PAGE) {
                return;
            }
            if (page <= before || page >= pages) {
                throw notAsExpected();
            }
            before = page;
            long at = page * SnapshotFormat.PAGE_BYTES;
            int size = (int) Math.min(SnapshotFormat.PAGE_BYTES, memory.byteSize() - at);
            next(size);
            MemorySegment.copy(MemorySegment.ofBuffer(data), 0, memory, at, size);
            data.position(data.position() + size);
        }
    }

    /** What a component throws that finds a value in the open section which no machine saves. */
    public SnapshotException notAsExpected() {
        return new SnapshotException(
                "the snapshot is damaged or of another version: part \"%s\" is not as expected"
                        .formatted(String.join(" of ", open)));
    }

    /**
     * Checks that everything was read and that the check sum is right. To be called after the last
     * section.
     */
    public void finish() {
        try {
            int kind = frame();
            if (kind == SnapshotFormat.BEGIN) {
                throw new SnapshotException(
                        "the snapshot has a part \"%s\" which the machine lacks".formatted(name()));
            }
            if (kind != SnapshotFormat.FINISH || frames.read() >= 0) {
                throw new SnapshotException("the snapshot is damaged at its end");
            }
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    /** Closes the stream. */
    @Override
    public void close() {
        try (frames) {
            inflater.end();
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    /** The data frame of which that many bytes can be read, since no value spans two. */
    private ByteBuffer next(int bytes) {
        if (!data.hasRemaining()) {
            if (open.isEmpty() || frame() != SnapshotFormat.DATA) {
                throw notAsExpected();
            }
            try {
                int length = frames.readInt();
                if (length < 1 || length > SnapshotFormat.FRAME_BYTES) {
                    throw notAsExpected();
                }
                frames.readFully(data.array(), 0, length);
                data.clear().limit(length);
            } catch (IOException failure) {
                throw failed(failure);
            }
        }
        if (data.remaining() < bytes) {
            throw notAsExpected();
        }
        return data;
    }

    private int frame() {
        try {
            return frames.readUnsignedByte();
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    private String name() {
        try {
            return frames.readUTF();
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    private void checkLength(int found, int expected) {
        if (found != expected) {
            throw notAsExpected();
        }
    }

    private static SnapshotException differs(String what, String saved, String here) {
        return new SnapshotException(
                "%s: %s in the snapshot, %s in this machine".formatted(what, saved, here));
    }

    private static SnapshotException failed(IOException failure) {
        return switch (failure) {
            case EOFException end -> new SnapshotException("the snapshot is cut short", end);
            case ZipException damaged -> new SnapshotException("the snapshot is damaged", damaged);
            default ->
                    new SnapshotException(
                            "the snapshot cannot be read: " + failure.getMessage(), failure);
        };
    }
}
