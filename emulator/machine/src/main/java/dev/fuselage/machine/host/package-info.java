/**
 * What a report of who waits for whom may ask of the host's side of a device: which host thread
 * serves a buffer that the driver gave away, and for what that thread waits. It is not a way from
 * guest to host: no driver asks, and nothing that a guest does depends on the answers. Start at
 * {@link dev.fuselage.machine.host.DeviceInsight}.
 */
@NullMarked
package dev.fuselage.machine.host;

import org.jspecify.annotations.NullMarked;
