package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The names of one directory: found by name, listed in order of insertion, each with a cookie that
 * stays while the name stays. Cookies are never reused, so whoever lists a directory in pieces sees
 * every name that exists throughout exactly once, whatever is added and removed meanwhile.
 */
final class DirectoryEntries {

    /** Cookies 1 and 2 belong to {@code "."} and {@code ".."}. */
    private static final long FIRST_COOKIE = 3;

    /** One name. Replacing what it names keeps its place. */
    static final class Entry {
        final FileName name;
        final long cookie;
        MemoryNode node;

        Entry(FileName name, long cookie, MemoryNode node) {
            this.name = name;
            this.cookie = cookie;
            this.node = node;
        }
    }

    private final Map<FileName, Entry> byName = new HashMap<>();

    // In order of cookies; removed ones leave null until the gaps outnumber the rest.
    private @Nullable Entry[] ordered = new @Nullable Entry[4];
    private long[] cookies = new long[4];
    private int end;
    private long nextCookie = FIRST_COOKIE;

    int size() {
        return byName.size();
    }

    @Nullable Entry find(FileName name) {
        return byName.get(name);
    }

    void add(FileName name, MemoryNode node) {
        add(new Entry(name.copy(), nextCookie++, node));
    }

    private void add(Entry entry) {
        FileName key = entry.name;
        if (byName.put(key, entry) != null) {
            throw new IllegalStateException("the name exists already: " + key);
        }
        if (end == ordered.length) {
            makeRoom();
        }
        ordered[end] = entry;
        cookies[end] = entry.cookie;
        end++;
    }

    void remove(Entry entry) {
        byName.remove(entry.name);
        ordered[Arrays.binarySearch(cookies, 0, end, entry.cookie)] = null;
    }

    private void makeRoom() {
        int kept = 0;
        for (int i = 0; i < end; i++) {
            Entry e = ordered[i];
            if (e != null) {
                ordered[kept] = e;
                cookies[kept] = e.cookie;
                kept++;
            }
        }
        Arrays.fill(ordered, kept, end, null);
        end = kept;
        if (kept > ordered.length / 2) {
            ordered = Arrays.copyOf(ordered, ordered.length * 2);
            cookies = Arrays.copyOf(cookies, ordered.length);
        }
    }

    /** The first entry with a cookie above {@code cookie}, or null at the end. */
    @Nullable Entry after(long cookie) {
        int at = Arrays.binarySearch(cookies, 0, end, cookie);
        int i = at >= 0 ? at + 1 : -1 - at;
        while (i < end) {
            Entry e = ordered[i];
            if (e != null) {
                return e;
            }
            i++;
        }
        return null;
    }

    /** Writes the names, each with its place and the number of what it names. */
    void save(SnapshotWriter to) {
        to.putLong(nextCookie);
        to.putInt(size());
        for (Entry e = after(0); e != null; e = after(e.cookie)) {
            to.putLong(e.cookie);
            to.putBytes(e.name.toBytes());
            to.putLong(e.node.ino());
        }
    }

    /** Takes over what {@link #save} wrote, in a directory without names. */
    void load(LongFunction<MemoryNode> nodes, SnapshotReader from) {
        nextCookie = from.getLong();
        long before = FIRST_COOKIE - 1;
        for (int left = from.getInt(0, Integer.MAX_VALUE); left > 0; left--) {
            long cookie = from.getLong();
            FileName name = FileName.of(from.getBytes());
            if (cookie <= before || cookie >= nextCookie || find(name) != null) {
                throw from.notAsExpected();
            }
            before = cookie;
            add(new Entry(name, cookie, nodes.apply(from.getLong())));
        }
    }

    /** Forgets all names. */
    void clear() {
        byName.clear();
        Arrays.fill(ordered, null);
        end = 0;
    }
}
