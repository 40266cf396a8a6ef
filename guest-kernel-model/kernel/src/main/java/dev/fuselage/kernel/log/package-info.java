/**
 * What the kernel prints ({@code dmesg}). Messages have Linux's wording where Linux prints them.
 *
 * <p>Start reading at {@link dev.fuselage.kernel.log.KernelLog}.
 */
@NullMarked
package dev.fuselage.kernel.log;

import org.jspecify.annotations.NullMarked;
