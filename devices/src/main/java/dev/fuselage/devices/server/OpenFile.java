package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.Handle;

/**
 * What a file handle of the guest stands for.
 *
 * @param nodeId the nodeid it was opened by; a request that names another one is refused
 * @param directory whether OPENDIR made it
 */
record OpenFile(long nodeId, Handle handle, boolean directory) {}
