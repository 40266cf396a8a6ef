/**
 * File systems behind the FUSE server: one interface, its values, nothing of the wire.
 *
 * <p>What it is: {@link dev.fuselage.devices.fs.FileSystem} and the reusable holders its operations
 * fill, so that one request allocates nothing. What it is not: the FUSE protocol (package {@code
 * server}) or any particular file system (packages {@code memory}, {@code host}, {@code wrap}).
 *
 * <p>Start reading at {@link dev.fuselage.devices.fs.FileSystem}.
 */
@NullMarked
package dev.fuselage.devices.fs;

import org.jspecify.annotations.NullMarked;
