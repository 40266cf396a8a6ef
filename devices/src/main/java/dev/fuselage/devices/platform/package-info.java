/**
 * The small devices that a platform without firmware of its own needs: a clock that tells the date
 * ({@link GoldfishRtc}) and a way to end the machine ({@link TestFinisher}). They stand at fixed
 * addresses and are found in the device tree; consoles are in {@code console}.
 */
@NullMarked
package dev.fuselage.devices.platform;

import org.jspecify.annotations.NullMarked;
