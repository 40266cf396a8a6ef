@NullMarked
package dev.fuselage.devices.virtiofs;

import org.jspecify.annotations.NullMarked;
