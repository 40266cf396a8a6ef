/**
 * The source of random bytes that a guest seeds itself from: {@link VirtioEntropyDevice}. What it
 * gives is not random at all but the simulation's, so that runs repeat.
 */
@NullMarked
package dev.fuselage.devices.entropy;

import org.jspecify.annotations.NullMarked;
