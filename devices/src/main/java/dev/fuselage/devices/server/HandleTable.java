package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.LoadedFiles;
import dev.fuselage.devices.fs.SavedFiles;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The guest's open files and directories: one space of numbers that count up from 1 and are never
 * used twice, and a limit, so that a guest cannot use up what the host has.
 */
final class HandleTable {

    private final FileSystem fs;
    private final int limit;
    private final LongTable<OpenFile> open = new LongTable<>();
    private long last;

    HandleTable(FileSystem fs, int limit) {
        this.fs = fs;
        this.limit = limit;
    }

    int size() {
        return open.size();
    }

    /** Whether the guest has as many open files as it may have. */
    boolean isFull() {
        return open.size() >= limit;
    }

    /** Keeps a handle and gives its number. */
    long add(long nodeId, Handle handle, boolean directory) {
        long fh = ++last;
        open.put(fh, new OpenFile(nodeId, handle, directory));
        return fh;
    }

    /** The handle a request means, or null if there is none of this kind for this node. */
    @Nullable Handle find(long fh, long nodeId, boolean directory) {
        OpenFile f = open.get(fh);
        return f != null && f.nodeId() == nodeId && f.directory() == directory ? f.handle() : null;
    }

    /** Forgets a number; the handle is the caller's to release. */
    void remove(long fh) {
        open.remove(fh);
    }

    /** Ends a session: everything still open is closed. */
    void clear() {
        for (int i = 0; i < open.slots(); i++) {
            OpenFile f = open.at(i);
            if (f != null) {
                if (f.directory()) {
                    fs.releasedir(f.handle());
                } else {
                    fs.release(f.handle());
                }
            }
        }
        open.clear();
    }

    void save(SavedFiles files, SnapshotWriter to) {
        to.putLong(last);
        long[] numbers = open.sortedKeys();
        to.putLongs(numbers);
        for (long fh : numbers) {
            OpenFile file = Objects.requireNonNull(open.get(fh));
            to.putLong(file.nodeId());
            to.putBoolean(file.directory());
            files.handle(file.handle());
        }
    }

    void load(LoadedFiles files, SnapshotReader from) {
        last = from.getLong();
        long before = 0;
        for (long fh : from.getLongs()) {
            if (fh <= before || fh > last) {
                throw from.notAsExpected();
            }
            before = fh;
            long nodeId = from.getLong();
            boolean directory = from.getBoolean();
            open.put(fh, new OpenFile(nodeId, files.handle(), directory));
        }
    }
}
