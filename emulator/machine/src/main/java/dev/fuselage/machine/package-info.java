@NullMarked
package dev.fuselage.machine;

import org.jspecify.annotations.NullMarked;
