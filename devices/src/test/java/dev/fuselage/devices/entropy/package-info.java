@NullMarked
package dev.fuselage.devices.entropy;

import org.jspecify.annotations.NullMarked;
