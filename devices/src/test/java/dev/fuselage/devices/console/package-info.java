@NullMarked
package dev.fuselage.devices.console;

import org.jspecify.annotations.NullMarked;
