/**
 * All waiting of the guest kernel: locks, events, and the graph of who waits for whom.
 *
 * <p>A task blocks here and nowhere else. Everything that can be waited for is a {@link
 * dev.fuselage.kernel.wait.Waitable}: a lock, which knows its holders, or an event, which was given
 * a {@link dev.fuselage.kernel.wait.Deliverer} that can say who is able to make it happen. {@link
 * dev.fuselage.kernel.wait.WaitGraph} reads that at any time and finds the knots; a thread of the
 * host is a {@link dev.fuselage.kernel.wait.HostActor} in it while it waits for the guest. Names
 * are computed when asked for, never while waiting; nothing here allocates once warm.
 *
 * <p>Start reading at {@link dev.fuselage.kernel.wait.WaitQueue} and {@link
 * dev.fuselage.kernel.wait.Mutex}.
 */
@NullMarked
package dev.fuselage.kernel.wait;

import org.jspecify.annotations.NullMarked;
