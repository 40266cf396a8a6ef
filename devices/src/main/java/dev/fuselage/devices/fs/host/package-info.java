/**
 * A directory of this host behind the FUSE server, through Linux system calls.
 *
 * <p>What it is: {@link dev.fuselage.devices.fs.host.HostFileSystem}, a {@link
 * dev.fuselage.devices.fs.FileSystem} that never leaves the directory it was given; the system
 * calls it makes, by number; and what it keeps of each file the guest knows. What it is not:
 * caching (every answer is the host's of this moment), path resolution, or the FUSE protocol.
 *
 * <p>Start reading at {@link dev.fuselage.devices.fs.host.HostFileSystem}; how a file is found and
 * held is in {@code HostNodes}, how a system call is made in {@code LinuxSystemCalls}.
 */
@NullMarked
package dev.fuselage.devices.fs.host;

import org.jspecify.annotations.NullMarked;
