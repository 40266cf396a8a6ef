package dev.fuselage.devices.fs.host;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.machine.snapshot.SnapshotException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Tells by what a file can be found again after this process has ended, and finds it: by its path,
 * one held directory after another as always, else by its file handle if that leads beneath the
 * share. What is found must be the same file, not one that has its name now.
 */
final class FileIdentities {

    private static final byte[] NO_PATH = {};

    private final LinuxSystemCalls calls;
    private final CallStrings strings;
    private final Statx statx;
    private final FileHandles handles;
    private final HostDescriptors descriptors;
    private final HostNodes nodes;
    private final MemorySegment link;

    FileIdentities(Host host) {
        calls = host.calls();
        strings = host.strings();
        statx = host.statx();
        descriptors = host.descriptors();
        nodes = host.nodes();
        handles = new FileHandles(calls, strings, host.arena());
        link = host.arena().allocate(FileName.PATH_MAX);
    }

    /** The identity of what an open descriptor stands for. */
    FileIdentity of(int descriptor) {
        int error = statx.read(descriptor);
        if (error != 0) {
            throw new SnapshotException(
                    "a file of the share cannot be looked at: " + Errno.name(-error));
        }
        return new FileIdentity(
                statx.device(),
                statx.ino(),
                Mode.type(statx.mode()),
                handles.of(descriptor),
                FileName.of(pathBeneath(descriptor)));
    }

    /**
     * An O_PATH descriptor of the file, or -ESTALE if there is no such file any more.
     *
     * @throws SnapshotException if the host has no descriptor left for it
     */
    int find(FileIdentity wanted) {
        int byPath = walk(wanted.path().toBytes());
        if (byPath >= 0 && is(byPath, wanted)) {
            return byPath;
        }
        closeIfOpen(byPath);
        int byHandle = open(wanted);
        if (byHandle >= 0 && pathBeneath(byHandle).length > 0 && is(byHandle, wanted)) {
            return byHandle;
        }
        closeIfOpen(byHandle);
        return -Errno.ESTALE;
    }

    private void closeIfOpen(int descriptor) {
        if (descriptor == -Errno.ENFILE || descriptor == -Errno.EMFILE) {
            throw new SnapshotException(
                    "the host has too few descriptors for the files that are open (see ulimit -n)");
        }
        if (descriptor >= 0) {
            descriptors.close(descriptor);
        }
    }

    private boolean is(int descriptor, FileIdentity wanted) {
        if (statx.read(descriptor) != 0
                || statx.device() != wanted.device()
                || statx.ino() != wanted.ino()
                || Mode.type(statx.mode()) != wanted.type()) {
            return false;
        }
        FileHandle saved = wanted.handle();
        FileHandle found = saved == null ? null : handles.of(descriptor);
        return saved == null || found == null || saved.sameAs(found);
    }

    private int walk(byte[] path) {
        if (path.length == 0) {
            return -Errno.ESTALE;
        }
        int directory = descriptors.pathBeneath(descriptors.of(nodes.root()));
        for (int start = 0; directory >= 0 && start < path.length; ) {
            int end = start;
            while (end < path.length && path[end] != '/') {
                end++;
            }
            FileName name = FileName.of(Arrays.copyOfRange(path, start, end));
            int next =
                    HostFileSystem.check(name) == 0
                            ? descriptors.pathIn(directory, name)
                            : -Errno.ESTALE;
            descriptors.close(directory);
            directory = next;
            start = end + 1;
        }
        return directory;
    }

    private int open(FileIdentity wanted) {
        FileHandle handle = wanted.handle();
        HostMount mount = nodes.root().mount();
        return handle == null || mount.descriptor < 0 || mount.device != wanted.device()
                ? -Errno.ESTALE
                : descriptors.byHandle(mount, handle);
    }

    /** The path of what a descriptor stands for, from the root on; empty if it is not beneath. */
    private byte[] pathBeneath(int descriptor) {
        byte[] root = path(descriptors.of(nodes.root()));
        byte[] path = path(descriptor);
        int skip = root.length == 1 ? 1 : root.length + 1;
        boolean beneath =
                path.length > skip
                        && path[skip - 1] == '/'
                        && Arrays.equals(root, 0, skip - 1, path, 0, skip - 1);
        return beneath ? Arrays.copyOfRange(path, skip, path.length) : NO_PATH;
    }

    /** As /proc shows it: absolute, and right unless the file has lost its name. */
    private byte[] path(int descriptor) {
        int length =
                (int)
                        calls.call(
                                SystemCall.READLINKAT,
                                AtFlags.AT_FDCWD,
                                strings.descriptorPath(descriptor),
                                link.address(),
                                FileName.PATH_MAX);
        return length <= 0 || length == FileName.PATH_MAX
                ? NO_PATH
                : link.asSlice(0, length).toArray(JAVA_BYTE);
    }
}
