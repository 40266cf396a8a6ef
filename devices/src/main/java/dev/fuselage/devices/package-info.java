@NullMarked
package dev.fuselage.devices;

import org.jspecify.annotations.NullMarked;
