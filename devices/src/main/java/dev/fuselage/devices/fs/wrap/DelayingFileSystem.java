package dev.fuselage.devices.fs.wrap;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.machine.memory.IoVector;

/**
 * A slow host: every request, and every KiB of content, costs more virtual time. Nothing else
 * changes.
 */
public final class DelayingFileSystem extends ForwardingFileSystem {

    private final long perRequest;
    private final long perKibibyte;
    private long owed;

    /**
     * Around {@code inner}.
     *
     * @param perRequest cycles each request costs more
     * @param perKibibyte cycles each 1024 bytes read, written or copied cost more
     */
    public DelayingFileSystem(FileSystem inner, long perRequest, long perKibibyte) {
        super(inner);
        if (perRequest < 0 || perKibibyte < 0) {
            throw new IllegalArgumentException(
                    "a delay of " + perRequest + " and " + perKibibyte + " cycles");
        }
        this.perRequest = perRequest;
        this.perKibibyte = perKibibyte;
    }

    @Override
    public int requestBegins(long number) {
        owed += perRequest;
        return inner().requestBegins(number);
    }

    @Override
    public long takeExtraCost() {
        long cost = owed + inner().takeExtraCost();
        owed = 0;
        return cost;
    }

    private long charged(long bytes) {
        if (bytes > 0) {
            owed += (bytes * perKibibyte + 1023) / 1024;
        }
        return bytes;
    }

    @Override
    public long read(Handle handle, long offset, IoVector into, long skip, long length) {
        return charged(inner().read(handle, offset, into, skip, length));
    }

    @Override
    public long write(
            Handle handle, long offset, IoVector from, long skip, long length, int writeFlags) {
        return charged(inner().write(handle, offset, from, skip, length, writeFlags));
    }

    @Override
    public long copyFileRange(
            Handle in, long inOffset, Handle out, long outOffset, long length, int flags) {
        return charged(inner().copyFileRange(in, inOffset, out, outOffset, length, flags));
    }
}
