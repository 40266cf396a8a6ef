@NullMarked
package dev.fuselage.scenarios;

import org.jspecify.annotations.NullMarked;
