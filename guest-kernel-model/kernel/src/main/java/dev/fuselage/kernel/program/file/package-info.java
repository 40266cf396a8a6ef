/**
 * Programs about files and file systems, after GNU coreutils, findutils, attr and util-linux: same
 * names, common options, output and complaints.
 *
 * <p>One class a program. Trees are walked by path. Start reading at {@link
 * dev.fuselage.kernel.program.file.Ls}.
 */
@NullMarked
package dev.fuselage.kernel.program.file;

import org.jspecify.annotations.NullMarked;
