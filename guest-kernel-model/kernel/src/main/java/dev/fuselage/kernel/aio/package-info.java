/**
 * Linux AIO ({@code fs/aio.c}): reads and writes that a program hands in with io_submit(2) and
 * whose results it collects with io_getevents(2).
 *
 * <p>Whether a request is really under way when io_submit returns is the file system's affair: it
 * is for O_DIRECT on FUSE, others end it at once. Start reading at {@link
 * dev.fuselage.kernel.aio.KioContext}.
 */
@NullMarked
package dev.fuselage.kernel.aio;

import org.jspecify.annotations.NullMarked;
