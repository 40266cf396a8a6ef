/**
 * What a guest talks to its user through: a 16550A serial port ({@link Uart16550}) or a virtio
 * console ({@link VirtioConsoleDevice}). Not a terminal: what the bytes mean, and where they come
 * from and go to, is the affair of who made the device.
 *
 * <p>Start reading at {@link ConsolePort}, then {@link Uart16550}.
 */
@NullMarked
package dev.fuselage.devices.console;

import org.jspecify.annotations.NullMarked;
