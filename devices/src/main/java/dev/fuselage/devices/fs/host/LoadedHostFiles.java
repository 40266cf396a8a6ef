package dev.fuselage.devices.fs.host;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.LoadedFiles;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.machine.snapshot.SnapshotReader;
import java.util.ArrayList;
import java.util.List;

/** Finds the files again that {@link SavedHostFiles} wrote down, and opens those that were open. */
final class LoadedHostFiles implements LoadedFiles {

    private final HostNodes nodes;
    private final FileIdentities identities;
    private final HostOpening opening;
    private final HostDirectories directories;
    private final HostLocks locks;
    private final SnapshotReader from;
    private final Object client;
    private final List<HostNode> byNumber = new ArrayList<>();

    LoadedHostFiles(
            HostNodes nodes,
            FileIdentities identities,
            HostOpening opening,
            HostDirectories directories,
            HostLocks locks,
            SnapshotReader from,
            Object client) {
        this.nodes = nodes;
        this.identities = identities;
        this.opening = opening;
        this.directories = directories;
        this.locks = locks;
        this.from = from;
        this.client = client;
        byNumber.add(nodes.root());
    }

    @Override
    public Node node(long references) {
        HostNode node = find(FileIdentity.load(from), references);
        byNumber.add(node);
        return node;
    }

    private HostNode find(FileIdentity identity, long references) {
        int descriptor = identities.find(identity);
        return descriptor < 0
                ? nodes.lost(identity, references)
                : nodes.foundAgain(descriptor, references);
    }

    @Override
    public Handle handle() {
        boolean wasOpen = from.getBoolean();
        int number = from.getInt(SavedHostFiles.FORGOTTEN, byNumber.size() - 1);
        boolean forgotten = number == SavedHostFiles.FORGOTTEN;
        HostNode node;
        if (!forgotten) {
            node = byNumber.get(number);
        } else if (wasOpen) {
            node = find(FileIdentity.load(from), 1);
        } else {
            node = nodes.lost(nothing(), 1);
        }
        HostHandle handle =
                from.getBoolean()
                        ? directories.openAgain(node)
                        : opening.openAgain(node, from.getInt());
        locks.load(handle, client, from);
        if (forgotten) {
            nodes.forget(node, 1);
        }
        return handle;
    }

    private FileIdentity nothing() {
        return new FileIdentity(nodes.root().device(), 0, Mode.S_IFREG, null, FileName.of(""));
    }
}
