/**
 * File systems that change what another one does: read-only, failing on purpose, slower.
 *
 * <p>What it is: behaviour put around any {@link dev.fuselage.devices.fs.FileSystem} instead of
 * flags inside one. What it is not: a file system of its own.
 *
 * <p>Start reading at {@link dev.fuselage.devices.fs.wrap.ForwardingFileSystem}.
 */
@NullMarked
package dev.fuselage.devices.fs.wrap;

import org.jspecify.annotations.NullMarked;
