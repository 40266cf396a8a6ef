/**
 * Loadable modules: what {@code modprobe} can load, by name or alias, and what {@code lsmod} shows.
 *
 * <p>What a module does is its own package's. Start reading at {@link
 * dev.fuselage.kernel.module.ModuleTable}.
 */
@NullMarked
package dev.fuselage.kernel.module;

import org.jspecify.annotations.NullMarked;
