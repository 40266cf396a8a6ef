/**
 * The catalogue: each class a bug of kernel history in its buggy and its fixed form. Found by the
 * service loader, so each stands in {@code META-INF/services}.
 *
 * <p>A scenario sets a guest up and lets tasks make system calls; what goes wrong goes wrong in the
 * kernel model, not here.
 */
@NullMarked
package dev.fuselage.scenarios.catalogue;

import org.jspecify.annotations.NullMarked;
