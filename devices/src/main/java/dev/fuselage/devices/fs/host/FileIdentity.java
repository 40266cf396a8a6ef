package dev.fuselage.devices.fs.host;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import org.jspecify.annotations.Nullable;

/**
 * What a file of the host is known by when no descriptor of it is left: what it is, and where it
 * was last seen.
 *
 * @param device file system instance, as {@link Statx#device}
 * @param ino inode number
 * @param type {@code S_IF} type
 * @param handle its name in its file system; null where that has none
 * @param path beneath the share, components separated by {@code /}; empty if it had none
 */
record FileIdentity(long device, long ino, int type, @Nullable FileHandle handle, FileName path) {

    void save(SnapshotWriter to) {
        to.putLong(device);
        to.putLong(ino);
        to.putInt(type);
        to.putBoolean(handle != null);
        if (handle != null) {
            handle.save(to);
        }
        to.putBytes(path.toBytes());
    }

    static FileIdentity load(SnapshotReader from) {
        long device = from.getLong();
        long ino = from.getLong();
        int type = from.getInt();
        FileHandle handle = from.getBoolean() ? FileHandle.load(from) : null;
        return new FileIdentity(device, ino, type, handle, FileName.of(from.getBytes()));
    }
}
