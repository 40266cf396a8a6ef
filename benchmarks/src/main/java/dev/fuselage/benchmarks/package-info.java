@NullMarked
package dev.fuselage.benchmarks;

import org.jspecify.annotations.NullMarked;
