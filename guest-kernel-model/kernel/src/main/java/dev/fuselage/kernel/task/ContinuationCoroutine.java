package dev.fuselage.kernel.task;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine on {@code jdk.internal.vm.Continuation}, the JDK's one-shot continuation that virtual
 * threads are made of.
 *
 * <p>The class is internal, so it is reached through method handles and only when the JVM was
 * started with {@code --add-exports java.base/jdk.internal.vm=ALL-UNNAMED}. Measured, a resume and
 * suspend pair costs about 90 ns; two virtual threads passing a baton cost 140 to 400 ns.
 */
final class ContinuationCoroutine extends Coroutine {
    /**
     * {@code Continuation new(Runnable)} as {@code (Runnable)Object}; null when the package is not
     * exported.
     */
    private static final @Nullable MethodHandle CREATE;

    private static final @Nullable MethodHandle RUN;
    private static final @Nullable MethodHandle YIELD;
    private static final @Nullable MethodHandle STACK;

    static {
        MethodHandle create = null;
        MethodHandle run = null;
        MethodHandle yield = null;
        MethodHandle stack = null;
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> scopeClass = Class.forName("jdk.internal.vm.ContinuationScope");
            Class<?> type = Class.forName("jdk.internal.vm.Continuation");
            Object scope =
                    lookup.findConstructor(
                                    scopeClass, MethodType.methodType(void.class, String.class))
                            .invoke("fuselage-task");
            create =
                    MethodHandles.insertArguments(
                                    lookup.findConstructor(
                                            type,
                                            MethodType.methodType(
                                                    void.class, scopeClass, Runnable.class)),
                                    0,
                                    scope)
                            .asType(MethodType.methodType(Object.class, Runnable.class));
            run =
                    lookup.findVirtual(type, "run", MethodType.methodType(void.class))
                            .asType(MethodType.methodType(void.class, Object.class));
            yield =
                    MethodHandles.insertArguments(
                            lookup.findStatic(
                                    type,
                                    "yield",
                                    MethodType.methodType(boolean.class, scopeClass)),
                            0,
                            scope);
            stack =
                    lookup.findVirtual(
                                    type,
                                    "getStackTrace",
                                    MethodType.methodType(StackTraceElement[].class))
                            .asType(MethodType.methodType(StackTraceElement[].class, Object.class));
        } catch (Throwable notExported) {
            create = null;
        }
        CREATE = create;
        RUN = run;
        YIELD = yield;
        STACK = stack;
    }

    private final Object continuation;

    ContinuationCoroutine() {
        try {
            continuation = (Object) handle(CREATE).invokeExact((Runnable) this::loop);
        } catch (Throwable impossible) {
            throw new IllegalStateException("cannot create a continuation", impossible);
        }
    }

    /** True when the JVM exports the package. */
    static boolean isAvailable() {
        return CREATE != null;
    }

    private static MethodHandle handle(@Nullable MethodHandle handle) {
        if (handle == null) {
            throw new IllegalStateException("jdk.internal.vm is not exported");
        }
        return handle;
    }

    private void loop() {
        while (true) {
            runBody();
            suspend();
        }
    }

    @Override
    void enter() {
        try {
            handle(RUN).invokeExact(continuation);
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    void suspend() {
        try {
            boolean _ = (boolean) handle(YIELD).invokeExact();
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    StackTraceElement[] stackTrace() {
        try {
            return (StackTraceElement[]) handle(STACK).invokeExact(continuation);
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
