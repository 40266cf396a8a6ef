/**
 * Programs that read and write bytes and lines, after GNU coreutils and grep.
 *
 * <p>One class a program. Start reading at {@link dev.fuselage.kernel.program.text.Cat}.
 */
@NullMarked
package dev.fuselage.kernel.program.text;

import org.jspecify.annotations.NullMarked;
