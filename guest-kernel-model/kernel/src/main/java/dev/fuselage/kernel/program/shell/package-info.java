/**
 * The guest's shell language: words, quotes, redirections, pipes, {@code ; && || &}. {@link
 * dev.fuselage.kernel.program.shell.ShellParser} turns text into {@link
 * dev.fuselage.kernel.program.shell.CommandList}s; it runs nothing. Text is a byte string: one char
 * a byte.
 */
@NullMarked
package dev.fuselage.kernel.program.shell;

import org.jspecify.annotations.NullMarked;
