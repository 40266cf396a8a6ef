@NullMarked
package dev.fuselage.devices.server;

import org.jspecify.annotations.NullMarked;
