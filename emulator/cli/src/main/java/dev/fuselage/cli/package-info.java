@NullMarked
package dev.fuselage.cli;

import org.jspecify.annotations.NullMarked;
