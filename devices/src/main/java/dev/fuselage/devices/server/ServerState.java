package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.LoadedFiles;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.NodeResult;
import dev.fuselage.devices.fs.SavedFiles;
import dev.fuselage.fuse.InitFlags;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import org.jspecify.annotations.Nullable;

/** What all handlers of a server share. */
final class ServerState implements Snapshotted {

    final FileSystem fs;
    final ServerConfig config;
    final CostProfile costs;
    final Session session = new Session();
    final InodeTable inodes;
    final HandleTable handles;

    /** For results of one operation; no operation of the server needs two at a time. */
    final NodeResult found = new NodeResult();

    ServerState(FileSystem fs, ServerConfig config, CostProfile costs) {
        this.fs = fs;
        this.config = config;
        this.costs = costs;
        inodes = new InodeTable(fs);
        handles = new HandleTable(fs, config.maxOpen());
    }

    /** The file a nodeid means, or null: such a request gets EBADF, as from virtiofsd. */
    @Nullable Node node(long nodeId) {
        Inode inode = inodes.find(nodeId);
        return inode == null ? null : inode.node;
    }

    @Nullable Handle file(long fh, long nodeId) {
        return handles.find(fh, nodeId, false);
    }

    @Nullable Handle directory(long fh, long nodeId) {
        return handles.find(fh, nodeId, true);
    }

    /** Whether set-id bits go with this change: as a request says, always, or never. */
    boolean killsSetIds(boolean asked) {
        return session.has(InitFlags.HANDLE_KILLPRIV)
                || (asked && session.has(InitFlags.HANDLE_KILLPRIV_V2));
    }

    /** Ends the session. Open files go first, since they may be of forgotten nodes. */
    void clear() {
        handles.clear();
        fs.lockWaits().endAll(this);
        inodes.clear();
        session.clear();
    }

    /** Writes the session, the file system and what the guest holds of it. */
    @Override
    public void save(SnapshotWriter to) {
        to.same("options of a share", config.toString());
        session.save(to);
        SavedFiles files = fs.save(to);
        inodes.save(files, to);
        handles.save(files, to);
    }

    @Override
    public void load(SnapshotReader from) {
        from.same("options of a share", config.toString());
        session.load(from);
        LoadedFiles files = fs.load(from, this);
        inodes.load(files, from);
        handles.load(files, from);
    }
}
