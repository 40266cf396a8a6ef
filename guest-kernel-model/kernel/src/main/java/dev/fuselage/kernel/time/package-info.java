/**
 * Time as the guest kernel keeps it: jiffies, timers, sleeps, the wall clock. Virtual time in
 * cycles itself is the machine's.
 *
 * <p>Start reading at {@link dev.fuselage.kernel.time.Timekeeping}.
 */
@NullMarked
package dev.fuselage.kernel.time;

import org.jspecify.annotations.NullMarked;
