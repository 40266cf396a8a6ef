/**
 * A complete file system in memory, the same on every run: for scenarios, tests and
 * microbenchmarks.
 *
 * <p>What it is: every operation of {@link dev.fuselage.devices.fs.FileSystem} with the results a
 * Linux disk file system gives, inode numbers in order of creation, times from an injected clock,
 * directories listed in order of insertion. What it is not: a cache of anything, or a place where
 * permissions are enforced (the guest's kernel does that).
 *
 * <p>Start reading at {@link dev.fuselage.devices.fs.memory.MemoryFileSystem}; content of files is
 * in {@code FileData}, names are in {@code Namespace} and {@code DirectoryEntries}.
 */
@NullMarked
package dev.fuselage.devices.fs.memory;

import org.jspecify.annotations.NullMarked;
