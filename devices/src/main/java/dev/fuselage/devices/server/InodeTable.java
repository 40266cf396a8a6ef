package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.LoadedFiles;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.SavedFiles;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the guest may name: nodeids with exact lookup counts. A file has one nodeid while the guest
 * holds a reference, and a new one when it is looked up again afterwards; numbers count up from 2
 * and are never used twice, so a stale one can mean nothing else.
 *
 * <p>Each lookup of the guest is one reference to the file system's node, given back by FORGET.
 */
final class InodeTable {

    private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

    private final FileSystem fs;
    private final LongTable<Inode> byNodeId = new LongTable<>();
    private @Nullable Inode[] byNode = new @Nullable Inode[16];
    private @Nullable Inode unused;
    private long lastNodeId = FuseProtocol.ROOT_ID;
    private long underflows;

    InodeTable(FileSystem fs) {
        this.fs = fs;
    }

    /** Begins a session: the root exists, nothing else. */
    void open() {
        Inode root = new Inode();
        root.nodeId = FuseProtocol.ROOT_ID;
        root.node = fs.root();
        root.lookups = 1;
        add(root, fs.root());
    }

    /** Ends a session: every reference the guest held goes back. */
    void clear() {
        for (int i = 0; i < byNodeId.slots(); i++) {
            Inode inode = byNodeId.at(i);
            if (inode != null && inode.nodeId != FuseProtocol.ROOT_ID) {
                fs.forget(inode.node(), inode.lookups);
            }
        }
        byNodeId.clear();
        Arrays.fill(byNode, null);
    }

    /** Number of nodeids the guest knows, the root included. */
    int size() {
        return byNodeId.size();
    }

    /** How often FORGET named more lookups than there were, or a nodeid that was unknown. */
    long underflows() {
        return underflows;
    }

    @Nullable Inode find(long nodeId) {
        return byNodeId.get(nodeId);
    }

    /** Takes over one reference to a node, and gives the nodeid the guest is to know it by. */
    long remember(Node node) {
        if (same(node, fs.root())) {
            // Its reference is the file system's own; the guest never forgets it either.
            fs.forget(node, 1);
            return FuseProtocol.ROOT_ID;
        }
        Inode known = byNode[bucket(node)];
        while (known != null && !same(known.node(), node)) {
            known = known.next;
        }
        if (known != null) {
            known.lookups++;
            return known.nodeId;
        }
        Inode inode = unused;
        if (inode == null) {
            inode = new Inode();
        } else {
            unused = inode.next;
        }
        inode.nodeId = ++lastNodeId;
        inode.node = node;
        inode.lookups = 1;
        add(inode, node);
        return inode.nodeId;
    }

    @SuppressWarnings("ReferenceEquality") // Identity of nodes is identity of files.
    private static boolean same(Node a, Node b) {
        return a == b;
    }

    private void add(Inode inode, Node node) {
        byNodeId.put(inode.nodeId, inode);
        if (byNodeId.size() > byNode.length) {
            growIndex();
        }
        int b = bucket(node);
        inode.next = byNode[b];
        byNode[b] = inode;
    }

    /**
     * The guest gives lookups back. Too many are counted and otherwise as if they were all there
     * are: a guest can spoil its own count only.
     *
     * @return whether that was the last reference to the file
     */
    boolean forget(long nodeId, long lookups) {
        if (nodeId == FuseProtocol.ROOT_ID || lookups == 0) {
            return false;
        }
        Inode inode = byNodeId.get(nodeId);
        if (inode == null) {
            underflows++;
            return false;
        }
        if (Long.compareUnsigned(lookups, inode.lookups) < 0) {
            inode.lookups -= lookups;
            fs.forget(inode.node(), lookups);
            return false;
        }
        if (lookups != inode.lookups) {
            underflows++;
        }
        Node node = inode.node();
        byNodeId.remove(nodeId);
        removeFromIndex(inode, node);
        long held = inode.lookups;
        inode.node = null;
        inode.lookups = 0;
        inode.next = unused;
        unused = inode;
        fs.forget(node, held);
        return true;
    }

    private void removeFromIndex(Inode inode, Node node) {
        int b = bucket(node);
        Inode before = byNode[b];
        if (before == inode) {
            byNode[b] = inode.next;
            return;
        }
        while (before != null && before.next != inode) {
            before = before.next;
        }
        if (before != null) {
            before.next = inode.next;
        }
    }

    private int bucket(Node node) {
        long h = (node.ino() + node.device() * 31) * GOLDEN;
        return (int) (h >>> 32) & (byNode.length - 1);
    }

    private void growIndex() {
        @Nullable Inode[] old = byNode;
        byNode = new @Nullable Inode[old.length * 2];
        for (Inode chain : old) {
            Inode inode = chain;
            while (inode != null) {
                Inode rest = inode.next;
                if (inode.node != null) {
                    int b = bucket(inode.node);
                    inode.next = byNode[b];
                    byNode[b] = inode;
                }
                inode = rest;
            }
        }
    }

    void save(SavedFiles files, SnapshotWriter to) {
        to.putLong(lastNodeId);
        to.putLong(underflows);
        long[] nodeIds = byNodeId.sortedKeys();
        to.putLongs(nodeIds);
        for (long nodeId : nodeIds) {
            Inode inode = Objects.requireNonNull(byNodeId.get(nodeId));
            to.putLong(inode.lookups);
            if (nodeId != FuseProtocol.ROOT_ID) {
                files.node(inode.node());
            }
        }
    }

    void load(LoadedFiles files, SnapshotReader from) {
        lastNodeId = from.getLong();
        underflows = from.getLong();
        long before = 0;
        for (long nodeId : from.getLongs()) {
            long lookups = from.getLong();
            if (nodeId <= before || nodeId > lastNodeId || lookups < 1) {
                throw from.notAsExpected();
            }
            before = nodeId;
            Node node = nodeId == FuseProtocol.ROOT_ID ? fs.root() : files.node(lookups);
            Inode inode = new Inode();
            inode.nodeId = nodeId;
            inode.node = node;
            inode.lookups = lookups;
            add(inode, node);
        }
    }
}
