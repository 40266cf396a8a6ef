package dev.fuselage.kernel.aio;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.TaskScheduler;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The contexts of a program ({@code mm->ioctx_table}); a forked child has none of them. */
public final class IoContexts {
    /** {@code aio-max-nr}. */
    private static final int MOST_EVENTS = 65536;

    private final TaskScheduler scheduler;
    private final TreeMap<Long, KioContext> contexts = new TreeMap<>();
    private long last;
    private int reserved;

    public IoContexts(TaskScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Makes one for that many events (io_setup): its id, or a negative errno. */
    public long add(int events) {
        if (events <= 0) {
            return -Errno.EINVAL;
        }
        if (events > MOST_EVENTS - reserved) {
            return -Errno.EAGAIN;
        }
        reserved += events;
        last++;
        contexts.put(last, new KioContext(scheduler, last, events));
        return last;
    }

    /** The one with that id ({@code lookup_ioctx}), or null. */
    public @Nullable KioContext find(long id) {
        return contexts.get(id);
    }

    /** Ends one (io_destroy): 0 or -EINVAL. */
    public long destroy(long id) {
        KioContext context = contexts.remove(id);
        if (context == null) {
            return -Errno.EINVAL;
        }
        reserved -= context.most();
        context.kill();
        return 0;
    }

    /** Ends all. */
    @KernelFunction("exit_aio")
    public void exit() {
        while (!contexts.isEmpty()) {
            KioContext context = contexts.pollFirstEntry().getValue();
            context.kill();
        }
    }
}
