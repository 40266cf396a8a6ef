/**
 * Programs about the machine and its kernel: mounts, processes, devices, time.
 *
 * <p>They learn what they show from {@code /proc} and {@code /sys}, as everywhere on Linux. Start
 * reading at {@link dev.fuselage.kernel.program.system.Mount}.
 */
@NullMarked
package dev.fuselage.kernel.program.system;

import org.jspecify.annotations.NullMarked;
