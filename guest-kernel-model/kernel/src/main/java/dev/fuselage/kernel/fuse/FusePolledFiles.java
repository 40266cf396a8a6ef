package dev.fuselage.kernel.fuse;

import java.util.TreeMap;

/** Open files whose server was asked to tell of events, by number ({@code fc->polled_files}). */
final class FusePolledFiles {
    private final TreeMap<Long, FuseFile> files = new TreeMap<>();
    private long numbers;

    /** A number for one more open file ({@code fc->khctr}). */
    long takeNumber() {
        return ++numbers;
    }

    /** {@code fuse_register_polled_file}. */
    void add(FuseFile ff) {
        files.put(ff.kh, ff);
    }

    void remove(FuseFile ff) {
        files.remove(ff.kh);
    }

    /** An event on the file of that number ({@code fuse_notify_poll_wakeup}). */
    void wake(long number) {
        FuseFile ff = files.get(number);
        if (ff != null) {
            ff.pollers().wake();
        }
    }

    /** The connection is over ({@code end_polls}). */
    void wakeAll() {
        for (FuseFile ff : files.values()) {
            ff.pollers().wake();
        }
    }
}
