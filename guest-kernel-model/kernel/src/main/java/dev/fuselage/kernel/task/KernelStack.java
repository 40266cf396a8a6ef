package dev.fuselage.kernel.task;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Kernel stacks in the words of Linux: the {@link KernelFunction} of each frame, without the frames
 * that stand for no function of Linux.
 */
public final class KernelStack {
    /** By method, the functions that the methods of a class stand for. */
    private static final ClassValue<Map<String, String>> FUNCTIONS =
            new ClassValue<>() {
                @Override
                protected Map<String, String> computeValue(Class<?> type) {
                    return functionsOf(type);
                }
            };

    private KernelStack() {}

    /**
     * What a sleeping or spinning task is in, innermost first: the function that waits, even where
     * Linux has it inline, and its callers up to the system call or the thread's main function.
     * Empty while the task runs or when it has ended.
     */
    public static List<String> of(Task task) {
        List<String> functions = functions(task.kernelStack());
        String site = task.waitSite();
        if (task.waitsFor() == null || functions.contains(site)) {
            return functions;
        }
        List<String> all = new ArrayList<>();
        all.add(site);
        all.addAll(functions);
        return all;
    }

    /** The functions that the running code is in, innermost first. Slow: for reports alone. */
    public static List<String> here() {
        return functions(new Throwable().getStackTrace());
    }

    /** The functions that frames stand for; frames in a row that stand for the same give one. */
    public static List<String> functions(StackTraceElement[] frames) {
        List<String> functions = new ArrayList<>();
        for (StackTraceElement frame : frames) {
            String function = function(frame);
            if (function != null
                    && (functions.isEmpty() || !functions.getLast().equals(function))) {
                functions.add(function);
            }
        }
        return functions;
    }

    private static @Nullable String function(StackTraceElement frame) {
        if (!frame.getClassName().startsWith("dev.fuselage.")) {
            return null;
        }
        try {
            Class<?> type =
                    Class.forName(frame.getClassName(), false, KernelStack.class.getClassLoader());
            return FUNCTIONS.get(type).get(frame.getMethodName());
        } catch (ClassNotFoundException hidden) {
            // A lambda's class has no name to be found by; its body is a method of another class.
            return null;
        }
    }

    private static Map<String, String> functionsOf(Class<?> type) {
        KernelFunction all = type.getAnnotation(KernelFunction.class);
        Map<String, String> functions = new TreeMap<>();
        for (Method method : type.getDeclaredMethods()) {
            KernelFunction own = method.getAnnotation(KernelFunction.class);
            if (own != null) {
                functions.put(method.getName(), own.value());
            } else if (all != null && Modifier.isPublic(method.getModifiers())) {
                functions.putIfAbsent(method.getName(), all.value().replace("*", method.getName()));
            }
        }
        return functions;
    }
}
