@NullMarked
package dev.fuselage.devices.platform;

import org.jspecify.annotations.NullMarked;
