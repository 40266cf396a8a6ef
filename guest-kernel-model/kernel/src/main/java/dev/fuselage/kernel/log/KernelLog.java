package dev.fuselage.kernel.log;

import dev.fuselage.kernel.task.TaskScheduler;
import java.util.ArrayList;
import java.util.Arrays;
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

    private static final int FIRST_ROOM = 64;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MICRO = 1_000;

    private final TaskScheduler scheduler;

    // Most guests print a few lines and nobody reads them: room grows, and stamps become text late.
    private String[] ring = new String[FIRST_ROOM];
    private long[] printedAt = new long[FIRST_ROOM];
    private long printed;

    public KernelLog(TaskScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** {@code pr_info()} and its like: one line without its time stamp. */
    public void print(String line) {
        if (printed == ring.length && ring.length < CAPACITY) {
            ring = Arrays.copyOf(ring, 2 * ring.length);
            printedAt = Arrays.copyOf(printedAt, 2 * printedAt.length);
        }
        int place = place(printed);
        ring[place] = line;
        printedAt[place] = scheduler.costs().nanos(scheduler.now());
        printed++;
    }

    private int place(long number) {
        return (int) (number % ring.length);
    }

    private String stamped(long number) {
        long nanos = printedAt[place(number)];
        return String.format(
                Locale.ROOT,
                "[%5d.%06d] %s",
                nanos / NANOS_PER_SECOND,
                nanos % NANOS_PER_SECOND / NANOS_PER_MICRO,
                ring[place(number)]);
    }

    /**
     * A line by its number since boot, the oldest kept one in place of those dropped; null when it
     * has not been printed yet.
     */
    public @Nullable String line(long number) {
        long kept = Math.max(number, printed - CAPACITY);
        return kept < printed ? stamped(kept) : null;
    }

    /** The lines as {@code dmesg} shows them, oldest first. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (long i = Math.max(0, printed - CAPACITY); i < printed; i++) {
            lines.add(stamped(i));
        }
        return lines;
    }
}
