package dev.fuselage.kernel.task;

import org.jspecify.annotations.Nullable;

/**
 * A stack that can be left in the middle and entered again: a task's kernel stack.
 *
 * <p>{@link #resume} runs the body on the caller's thread of control until the body calls {@link
 * #suspend} or ends. After the end the coroutine can be started again with another body, so that a
 * short-lived task costs no new stack.
 */
abstract sealed class Coroutine permits ContinuationCoroutine, ThreadCoroutine {
    private @Nullable Runnable body;
    private @Nullable Throwable failure;

    /** A new coroutine by the fastest mechanism this JVM allows. */
    static Coroutine create() {
        return ContinuationCoroutine.isAvailable()
                ? new ContinuationCoroutine()
                : new ThreadCoroutine();
    }

    /** Gives it something to run at the next {@link #resume}; only when it is finished. */
    final void start(Runnable next) {
        if (body != null) {
            throw new IllegalStateException("the coroutine still runs " + body);
        }
        body = next;
    }

    /** True when there is nothing to resume. */
    final boolean isFinished() {
        return body == null;
    }

    /** Runs the body until it suspends or ends; an exception the body ended with is thrown here. */
    final void resume() {
        enter();
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw switch (thrown) {
                case KernelPanic panic -> panic;
                case Misbehaviour misbehaviour -> misbehaviour;
                default -> new TaskFailure(thrown);
            };
        }
    }

    /** What the mechanism runs again and again: one body, then back to the resumer. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    final void runBody() {
        Runnable now = body;
        if (now == null) {
            throw new IllegalStateException("resumed a finished coroutine");
        }
        try {
            now.run();
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            body = null;
        }
    }

    /** Enters the stack; returns when it suspends or its body ends. */
    abstract void enter();

    /** Leaves the stack; called on it. */
    abstract void suspend();

    /** The frames of a suspended coroutine, innermost first. */
    abstract StackTraceElement[] stackTrace();
}
