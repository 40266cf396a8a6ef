package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.FileName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
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
        FileName key = name.copy();
        Entry entry = new Entry(key, nextCookie++, node);
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
}
