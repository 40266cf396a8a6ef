package dev.fuselage.devices.fs.host;

import java.lang.foreign.Arena;

/**
 * What the parts of a {@link HostFileSystem} share.
 *
 * @param arena that memory lent to system calls lives as long as
 * @param calls makes system calls
 * @param strings the strings they take
 * @param statx attributes by descriptor
 * @param capabilities of this thread
 * @param rights ids to make files with
 * @param descriptors opens what is beneath the share
 * @param nodes the files the guest knows
 * @param handles what is open
 * @param options how the directory is shared
 */
record Host(
        Arena arena,
        LinuxSystemCalls calls,
        CallStrings strings,
        Statx statx,
        Capabilities capabilities,
        CallerRights rights,
        HostDescriptors descriptors,
        HostNodes nodes,
        OpenHandles handles,
        HostOptions options) {

    /** Puts the parts together for one share, which has no root yet. */
    static Host of(LinuxSystemCalls calls, HostOptions options, Arena arena) {
        CallStrings strings = new CallStrings(arena);
        Statx statx = new Statx(calls, strings, arena);
        Capabilities capabilities = new Capabilities(calls, arena);
        int limit = DescriptorLimit.of(calls, options.descriptors(), arena);
        FileHandles fileHandles = new FileHandles(calls, strings, arena);
        HostDescriptors descriptors =
                new HostDescriptors(calls, strings, statx, fileHandles, limit, arena);
        return new Host(
                arena,
                calls,
                strings,
                statx,
                capabilities,
                new CallerRights(calls, capabilities, arena),
                descriptors,
                new HostNodes(descriptors, statx),
                new OpenHandles(descriptors),
                options);
    }
}
