/**
 * Memory of the modelled guest: page frames, the page cache of files with its readahead, and the
 * buffers of programs.
 *
 * <p>Not here: file systems, which fill pages through {@link
 * dev.fuselage.kernel.mm.AddressSpaceOperations}, and mappings of files into programs. Pages are
 * 4096 bytes and of order 0. Start reading at {@link dev.fuselage.kernel.mm.Page} and {@link
 * dev.fuselage.kernel.mm.AddressSpace}.
 */
@NullMarked
package dev.fuselage.kernel.mm;

import org.jspecify.annotations.NullMarked;
