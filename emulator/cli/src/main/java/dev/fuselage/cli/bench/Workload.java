package dev.fuselage.cli.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something a guest program does again and again. */
public enum Workload {
    STAT("stat", "stat of one file", 1000),
    OPEN_CLOSE("open-close", "open and close of one file", 1000),
    READ_4K("read-4k", "read of 4 KiB of an open file of 1 MiB", 1024),
    READ_SEQ("read-seq", "open, read 1 MiB in pieces of 128 KiB, close", 32),
    WRITE_SMALL("write-small", "write of 512 bytes to an open file", 1000),
    CREATE_UNLINK("create-unlink", "create, close and unlink of a file", 500),
    DIR_WALK("dir-walk", "listing 10 directories of 20 files, with stat of each", 20);

    private final String title;
    private final String description;
    private final int count;

    Workload(String title, String description, int count) {
        this.title = title;
        this.description = description;
        this.count = count;
    }

    /** Its name for users. */
    public String title() {
        return title;
    }

    /** What one operation is. */
    public String description() {
        return description;
    }

    /** How many operations are measured. */
    public int count() {
        return count;
    }

    /** The workload of a name; null if there is none. */
    static @Nullable Workload of(String title) {
        for (Workload workload : values()) {
            if (workload.title.equals(title)) {
                return workload;
            }
        }
        return null;
    }

    /** All names. */
    static List<String> titles() {
        return List.of(values()).stream().map(Workload::title).toList();
    }
}
