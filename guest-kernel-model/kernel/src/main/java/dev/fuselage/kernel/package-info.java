@NullMarked
package dev.fuselage.kernel;

import org.jspecify.annotations.NullMarked;
