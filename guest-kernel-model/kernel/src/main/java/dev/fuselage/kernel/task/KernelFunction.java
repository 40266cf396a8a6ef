package dev.fuselage.kernel.task;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The function of Linux that a method stands for: what a kernel stack calls its frame.
 *
 * <p>All overloads of one name in a class share the function, because a frame of the Java stack
 * knows nothing but the name. On a class, every public method stands for a function, {@code *}
 * being the method's name.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface KernelFunction {
    /** As in Linux 6.12, without parentheses: "request_wait_answer". */
    String value();
}
