package dev.fuselage.devices.fs.host;

import org.jspecify.annotations.Nullable;

/** The mounts nodes are held on, the one asked for last in front: lookups stay in one for long. */
final class HostMounts {

    private @Nullable HostMount first;

    /** The mount with this id and file system instance, or null if no node is held on it. */
    @Nullable HostMount find(long id, long device) {
        HostMount before = null;
        HostMount m = first;
        while (m != null && (m.id != id || m.device != device)) {
            before = m;
            m = m.next;
        }
        if (m != null && before != null) {
            before.next = m.next;
            m.next = first;
            first = m;
        }
        return m;
    }

    /** Any of them, or null if there is none. */
    @Nullable HostMount first() {
        return first;
    }

    /** Adds one that is not there. */
    void add(HostMount mount) {
        mount.next = first;
        first = mount;
    }

    /** Removes one that is there. */
    void remove(HostMount mount) {
        find(mount.id, mount.device);
        first = mount.next;
        mount.next = null;
    }
}
