/**
 * The FUSE server: what virtiofsd is to a virtual machine. Bytes of a request in, bytes of a reply
 * out.
 *
 * <p>What it is: sessions, nodeids with their lookup counts, file handles, caching policies, one
 * handler per opcode over any {@link dev.fuselage.devices.fs.FileSystem}. What it is not: a
 * transport (it sees two scatter lists of memory and never a ring) or a file system.
 *
 * <p>Start reading at {@link dev.fuselage.devices.server.FuseServer}.
 */
@NullMarked
package dev.fuselage.devices.server;

import org.jspecify.annotations.NullMarked;
