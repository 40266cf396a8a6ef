package dev.fuselage.machine.stats;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The counters of one simulation by name. Look a counter up once and keep it. */
public final class Counters implements Snapshotted {
    private final Map<String, Counter> byName = new LinkedHashMap<>();

    /** The counter of that name; the first call creates it at 0. */
    public Counter counter(String name) {
        return byName.computeIfAbsent(name, Counter::new);
    }

    /** The value of the counter of that name; 0 if there is none. */
    public long value(String name) {
        Counter counter = byName.get(name);
        return counter == null ? 0 : counter.value();
    }

    /** Names and values at this moment, in the order of names. */
    public SortedMap<String, Long> snapshot() {
        SortedMap<String, Long> values = new TreeMap<>();
        for (Counter counter : byName.values()) {
            values.put(counter.name(), counter.value());
        }
        return values;
    }

    @Override
    public void save(SnapshotWriter to) {
        SortedMap<String, Long> values = snapshot();
        to.putInt(values.size());
        values.forEach((name, value) -> {
            to.putString(name);
            to.putLong(value);
        });
    }

    @Override
    public void load(SnapshotReader from) {
        SortedMap<String, Long> values = new TreeMap<>();
        for (int left = from.getInt(0, Integer.MAX_VALUE); left > 0; left--) {
            values.put(from.getString(), from.getLong());
        }
        restore(values);
    }

    /** Sets every counter to its value in a snapshot, and to 0 if it is not in it. */
    public void restore(SortedMap<String, Long> snapshot) {
        snapshot.keySet().forEach(this::counter);
        for (Counter counter : byName.values()) {
            counter.restore(snapshot.getOrDefault(counter.name(), 0L));
        }
    }
}
