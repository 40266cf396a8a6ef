/**
 * Memory of the modelled guest: page frames, the page cache of files with its readahead, the
 * buffers of programs, and mappings of files into programs with their page faults.
 *
 * <p>Not here: file systems, which fill and write pages through {@link
 * dev.fuselage.kernel.mm.AddressSpaceOperations} and have their say in faults through {@link
 * dev.fuselage.kernel.mm.VmOperations}. Pages are 4096 bytes and of order 0. Start reading at
 * {@link dev.fuselage.kernel.mm.Page} and {@link dev.fuselage.kernel.mm.AddressSpace}, for mappings
 * at {@link dev.fuselage.kernel.mm.MappedMemory}.
 */
@NullMarked
package dev.fuselage.kernel.mm;

import org.jspecify.annotations.NullMarked;
