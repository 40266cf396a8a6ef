/**
 * The virtual file system of the modelled guest: inodes, dentries, open files, superblocks, mounts,
 * the path walk and the rules that Linux 6.12 applies before and after it calls a file system.
 *
 * <p>It is not a file system: those implement {@link dev.fuselage.kernel.vfs.InodeOperations},
 * {@link dev.fuselage.kernel.vfs.FileOperations} and their siblings. Data of files is the business
 * of {@code dev.fuselage.kernel.mm}.
 *
 * <p>Names of files are {@link String}s whose characters are bytes 0..255. Errors are negative
 * errno values. Nothing here takes i_lock or d_lock: tasks of one guest switch only at sync points,
 * and no sync point lies inside an update of the caches. Start reading at {@link
 * dev.fuselage.kernel.vfs.Inode} and {@link dev.fuselage.kernel.vfs.Dentry}.
 */
@NullMarked
package dev.fuselage.kernel.vfs;

import org.jspecify.annotations.NullMarked;
