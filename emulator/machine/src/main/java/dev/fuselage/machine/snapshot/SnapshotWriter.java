package dev.fuselage.machine.snapshot;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes a snapshot to a stream. A file is whole only after {@link #close} returned. Every method
 * throws {@link SnapshotException} when the stream fails. {@link SnapshotReader} has a method for
 * each of this class, to be called in the same order.
 */
public final class SnapshotWriter implements AutoCloseable {
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    private final DataOutputStream frames;

    /** What goes into the next data frame. */
    private final ByteBuffer data = ByteBuffer.allocate(SnapshotFormat.FRAME_BYTES);

    private int depth;
    private boolean failed;

    /** Begins a snapshot; {@code stream} is closed with this writer. */
    public SnapshotWriter(OutputStream stream) {
        try {
            DataOutputStream head = new DataOutputStream(stream);
            head.writeLong(SnapshotFormat.MAGIC);
            head.writeInt(SnapshotFormat.VERSION);
        } catch (IOException failure) {
            throw failed(failure);
        }
        int buffer = SnapshotFormat.FRAME_BYTES;
        frames = new DataOutputStream(new DeflaterOutputStream(stream, deflater, buffer));
    }

    /** Writes a component into a section of its own, within the section that is open. */
    public void section(String name, Snapshotted part) {
        endFrame();
        try {
            frames.writeByte(SnapshotFormat.BEGIN);
            frames.writeUTF(name);
        } catch (IOException failure) {
            throw failed(failure);
        }
        depth++;
        part.save(this);
        depth--;
        endFrame();
        frame(SnapshotFormat.END);
    }

    /**
     * Writes a number that is configuration: loading fails, naming {@code what}, when the other
     * machine's differs.
     */
    public void same(String what, long value) {
        putLong(value);
    }

    /** The same for a text. */
    public void same(String what, String value) {
        putString(value);
    }

    /** Writes one truth value. */
    public void putBoolean(boolean value) {
        putByte(value ? 1 : 0);
    }

    /** Writes the low 8 bits. */
    public void putByte(int value) {
        room(Byte.BYTES).put((byte) value);
    }

    /** Writes 32 bits. */
    public void putInt(int value) {
        room(Integer.BYTES).putInt(value);
    }

    /** Writes 64 bits. */
    public void putLong(long value) {
        room(Long.BYTES).putLong(value);
    }

    /** Writes a text of any characters. */
    public void putString(String value) {
        putBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the length and the bytes. */
    public void putBytes(byte[] value) {
        putInt(value.length);
        for (int done = 0; done < value.length; ) {
            int some = Math.min(value.length - done, room(1).remaining());
            data.put(value, done, some);
            done += some;
        }
    }

    /** Writes the length and the numbers. */
    public void putInts(int[] value) {
        putInt(value.length);
        for (int each : value) {
            putInt(each);
        }
    }

    /** Writes the length and the numbers. */
    public void putLongs(long[] value) {
        putInt(value.length);
        for (long each : value) {
            putLong(each);
        }
    }

    /** Writes memory whose untouched pages cost nothing: those that are not all zero. */
    public void putMemory(MemorySegment memory) {
        putLong(memory.byteSize());
        MemorySegment zeroes = MemorySegment.ofArray(new byte[SnapshotFormat.PAGE_BYTES]);
        for (long at = 0; at < memory.byteSize(); at += SnapshotFormat.PAGE_BYTES) {
            int size = (int) Math.min(SnapshotFormat.PAGE_BYTES, memory.byteSize() - at);
            boolean isZero = MemorySegment.mismatch(memory, at, at + size, zeroes, 0, size) < 0;
            if (!isZero) {
                putLong(at / SnapshotFormat.PAGE_BYTES);
                room(size);
                MemorySegment.copy(memory, at, MemorySegment.ofBuffer(data), 0, size);
                data.position(data.position() + size);
            }
        }
        putLong(SnapshotFormat.NO_PAGE);
    }

    /** Ends the snapshot, unless writing failed before, and closes the stream. */
    @Override
    public void close() {
        try (frames) {
            if (depth == 0 && !failed) {
                endFrame();
                frames.writeByte(SnapshotFormat.FINISH);
            }
        } catch (IOException failure) {
            throw failed(failure);
        } finally {
            deflater.end();
        }
    }

    private ByteBuffer room(int bytes) {
        if (depth == 0) {
            throw new IllegalStateException("a value outside of any section");
        }
        if (data.remaining() < bytes) {
            endFrame();
        }
        return data;
    }

    private void endFrame() {
        if (data.position() == 0) {
            return;
        }
        try {
            frames.writeByte(SnapshotFormat.DATA);
            frames.writeInt(data.position());
            frames.write(data.array(), 0, data.position());
        } catch (IOException failure) {
            throw failed(failure);
        }
        data.clear();
    }

    private void frame(int kind) {
        try {
            frames.writeByte(kind);
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    private SnapshotException failed(IOException failure) {
        failed = true;
        return new SnapshotException(
                "the snapshot cannot be written: " + failure.getMessage(), failure);
    }
}
