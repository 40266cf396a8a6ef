@NullMarked
package dev.fuselage.devices.virtio;

import org.jspecify.annotations.NullMarked;
