/** What can be said of speed without a clock: what a request allocates, and that benchmarks run. */
@NullMarked
package dev.fuselage.benchmarks;

import org.jspecify.annotations.NullMarked;
