package dev.fuselage.kernel.task;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine on a virtual thread, for a JVM that does not export {@code jdk.internal.vm}: same
 * behaviour, slower.
 *
 * <p>Exactly one of the resumer and the coroutine runs at a time; the turn passes by a volatile
 * flag and park/unpark, so the threads never make the simulation depend on their timing.
 */
final class ThreadCoroutine extends Coroutine {
    private static boolean noticed;

    private volatile boolean inside;
    private volatile @Nullable Thread resumer;
    private @Nullable Thread thread;

    ThreadCoroutine() {
        notice();
    }

    private static synchronized void notice() {
        if (!noticed) {
            noticed = true;
            System.err.println(
                    "fuselage: tasks run on virtual threads, which is slower: start java with --add-exports"
                            + " java.base/jdk.internal.vm=ALL-UNNAMED");
        }
    }

    private void loop() {
        while (true) {
            runBody();
            suspend();
        }
    }

    @Override
    void enter() {
        resumer = Thread.currentThread();
        inside = true;
        Thread target = thread;
        if (target == null) {
            thread = Thread.ofVirtual().name("task").start(this::loop);
        } else {
            LockSupport.unpark(target);
        }
        while (inside) {
            LockSupport.park(this);
        }
    }

    @Override
    void suspend() {
        Thread back = resumer;
        inside = false;
        LockSupport.unpark(back);
        while (!inside) {
            LockSupport.park(this);
        }
    }

    @Override
    StackTraceElement[] stackTrace() {
        Thread target = thread;
        return target == null ? new StackTraceElement[0] : target.getStackTrace();
    }
}
