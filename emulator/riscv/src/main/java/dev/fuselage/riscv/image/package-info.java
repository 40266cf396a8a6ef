/**
 * Files that a guest is started from: kernels (Linux's Image and ELF), firmware and initial RAM
 * disks, their formats, and where in memory they go. Not here: what is executed first, and the
 * device tree's content. Start at {@link dev.fuselage.riscv.image.RamLayout}.
 */
@NullMarked
package dev.fuselage.riscv.image;

import org.jspecify.annotations.NullMarked;
