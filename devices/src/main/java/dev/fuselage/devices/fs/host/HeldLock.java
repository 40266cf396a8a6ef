package dev.fuselage.devices.fs.host;

import dev.fuselage.devices.fs.FileLock;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.machine.snapshot.SnapshotException;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A lock the host holds for a descriptor of this process.
 *
 * @param type F_RDLCK or F_WRLCK
 * @param start first byte
 * @param end last byte, {@code Long.MAX_VALUE} for "to the end of any file"
 */
record HeldLock(int type, long start, long end) {

    private static final String LOCK = "lock:";

    // Words of a line of /proc/PID/fdinfo (proc_pid_fdinfo(5)):
    // "lock: 1: OFDLCK ADVISORY WRITE -1 08:01:1234 0 EOF".
    private static final int TYPE = 4;
    private static final int START = 7;
    private static final int END = 8;

    /** Those of a descriptor, which only the host knows exactly: it joins and splits ranges. */
    static List<HeldLock> of(int descriptor) {
        Path path = Path.of("/proc/self/fdinfo", Integer.toString(descriptor));
        try {
            List<HeldLock> held = new ArrayList<>();
            for (String line : Files.readAllLines(path, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(LOCK)) {
                    held.add(parse(line.split("\\s+")));
                }
            }
            return held;
        } catch (IOException failure) {
            throw new SnapshotException(
                    "the locks of a file cannot be read: " + failure.getMessage(), failure);
        }
    }

    private static HeldLock parse(String[] words) {
        try {
            return new HeldLock(
                    words[TYPE].equals("READ") ? LockType.F_RDLCK : LockType.F_WRLCK,
                    Long.parseLong(words[START]),
                    words[END].equals("EOF") ? Long.MAX_VALUE : Long.parseLong(words[END]));
        } catch (IndexOutOfBoundsException | NumberFormatException strange) {
            throw new SnapshotException(
                    "this host describes locks in a way of its own: " + String.join(" ", words),
                    strange);
        }
    }

    /** Whether another owner cannot have a lock beside this one. */
    boolean excludes(FileLock other) {
        boolean exclusive = type == LockType.F_WRLCK || other.type == LockType.F_WRLCK;
        return exclusive && start <= other.end && other.start <= end;
    }

    /** Fills what is to be asked for to have this lock. */
    void ask(FileLock lock) {
        lock.type = type;
        lock.start = start;
        lock.end = end;
        lock.pid = 0;
    }

    void save(SnapshotWriter to) {
        to.putInt(type);
        to.putLong(start);
        to.putLong(end);
    }

    static HeldLock load(SnapshotReader from) {
        return new HeldLock(from.getInt(), from.getLong(), from.getLong());
    }
}
