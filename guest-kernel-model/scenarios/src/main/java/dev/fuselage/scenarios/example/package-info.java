/**
 * The smallest scenario there is, to start one's own from and to try commands and searches on. It
 * does not stand in {@code META-INF/services}, so it is not in the list.
 */
@NullMarked
package dev.fuselage.scenarios.example;

import org.jspecify.annotations.NullMarked;
