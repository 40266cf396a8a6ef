package dev.fuselage.devices.fs.host;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.SavedFiles;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.util.IdentityHashMap;

/**
 * What the host's files can be found again by. Nodes are numbered as they come, the root is 0;
 * handles name their node by its number.
 */
final class SavedHostFiles implements SavedFiles {

    static final int ROOT = 0;

    /** In the place of a number: the server has forgotten the node, and only the handle has it. */
    static final int FORGOTTEN = -1;

    private static final FileName NOWHERE = FileName.of("");

    private final HostDescriptors descriptors;
    private final FileIdentities identities;
    private final HostLocks locks;
    private final SnapshotWriter to;
    private final IdentityHashMap<HostNode, Integer> numbers = new IdentityHashMap<>();

    SavedHostFiles(Host host, FileIdentities identities, HostLocks locks, SnapshotWriter to) {
        this.descriptors = host.descriptors();
        this.identities = identities;
        this.locks = locks;
        this.to = to;
        numbers.put(host.nodes().root(), ROOT);
    }

    @Override
    public void node(Node node) {
        HostNode own = (HostNode) node;
        numbers.put(own, numbers.size());
        int descriptor = descriptors.of(own);
        FileIdentity identity =
                descriptor < 0
                        ? new FileIdentity(own.device(), own.ino(), own.type(), null, NOWHERE)
                        : identities.of(descriptor);
        identity.save(to);
    }

    @Override
    public void handle(Handle handle) {
        HostHandle own = (HostHandle) handle;
        HostNode node = own.node();
        int number = numbers.getOrDefault(node, FORGOTTEN);
        to.putBoolean(own.descriptor() >= 0);
        to.putInt(number);
        if (number == FORGOTTEN && own.descriptor() >= 0) {
            identities.of(own.descriptor()).save(to);
        }
        switch (own) {
            case HostDirectory directory -> to.putBoolean(true);
            case HostFile file -> {
                to.putBoolean(false);
                to.putInt(file.flags());
            }
        }
        locks.save(own, to);
    }
}
