package dev.fuselage.kernel.log;

import dev.fuselage.kernel.task.TaskScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's message buffer: the latest lines, each with the virtual time since boot ({@code
 * printk}).
 */
public final class KernelLog {
    /** Lines kept; older ones are dropped, as a full ring buffer drops them. */
    public static final int CAPACITY = 4096;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MICRO = 1_000;

    private final TaskScheduler scheduler;
    private final String[] ring = new String[CAPACITY];
    private long printed;

    public KernelLog(TaskScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** {@code pr_info()} and its like: one line without its time stamp. */
    public void print(String line) {
        long nanos = scheduler.costs().nanos(scheduler.now());
        String stamped =
                String.format(
                        Locale.ROOT,
                        "[%5d.%06d] %s",
                        nanos / NANOS_PER_SECOND,
                        nanos % NANOS_PER_SECOND / NANOS_PER_MICRO,
                        line);
        ring[(int) (printed % CAPACITY)] = stamped;
        printed++;
    }

    /**
     * A line by its number since boot, the oldest kept one in place of those dropped; null when it
     * has not been printed yet.
     */
    public @Nullable String line(long number) {
        long kept = Math.max(number, printed - CAPACITY);
        return kept < printed ? ring[(int) (kept % CAPACITY)] : null;
    }

    /** The lines as {@code dmesg} shows them, oldest first. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (long i = Math.max(0, printed - CAPACITY); i < printed; i++) {
            lines.add(ring[(int) (i % CAPACITY)]);
        }
        return lines;
    }
}
