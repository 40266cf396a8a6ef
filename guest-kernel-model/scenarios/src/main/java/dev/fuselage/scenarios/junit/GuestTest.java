package dev.fuselage.scenarios.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test whose method is given a {@link GuestBuilder}: it describes a guest and its tasks, and says
 * what must or must not happen. Fails with the report, in which the replay token is; {@code
 * -Dfuselage.replay=TOKEN} then plays that schedule alone.
 */
@Documented
@Test
@ExtendWith(GuestExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface GuestTest {}
