package dev.fuselage.machine.stats;

/** A named count; its owner keeps it and adds to it. */
public final class Counter {
    private final String name;
    private long value;

    Counter(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    public long value() {
        return value;
    }

    public void add(long amount) {
        value += amount;
    }

    public void increment() {
        value++;
    }

    void restore(long saved) {
        value = saved;
    }
}
