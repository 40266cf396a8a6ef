package dev.fuselage.machine.snapshot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;

/** Snapshots in an array. */
public final class Snapshots {
    private Snapshots() {}

    /** Saves parts, each in a section that is named by its position. */
    public static byte[] save(Snapshotted... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SnapshotWriter to = new SnapshotWriter(bytes)) {
            for (int i = 0; i < parts.length; i++) {
                to.section("part " + i, parts[i]);
            }
        }
        return bytes.toByteArray();
    }

    /** Loads what {@link #save} saved into other parts. */
    public static void load(byte[] file, Snapshotted... parts) {
        try (SnapshotReader from = new SnapshotReader(new ByteArrayInputStream(file))) {
            for (int i = 0; i < parts.length; i++) {
                from.section("part " + i, parts[i]);
            }
            from.finish();
        }
    }
}
