package dev.fuselage.kernel.program.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The words of {@code mount -o}: flags of {@code mount(2)}, and data for the file system. */
final class MountOptions {

    /** {@code MS_*} of the kernel's {@code linux/mount.h}. */
    private static final int MS_RDONLY = 1;

    private static final int MS_REMOUNT = 32;
    private static final int MS_BIND = 4096;
    private static final int MS_MOVE = 8192;

    private static final Map<String, Integer> SETTING =
            Map.ofEntries(
                    Map.entry("ro", MS_RDONLY),
                    Map.entry("nosuid", 2),
                    Map.entry("nodev", 4),
                    Map.entry("noexec", 8),
                    Map.entry("sync", 16),
                    Map.entry("remount", MS_REMOUNT),
                    Map.entry("mand", 64),
                    Map.entry("dirsync", 128),
                    Map.entry("nosymfollow", 256),
                    Map.entry("noatime", 1024),
                    Map.entry("nodiratime", 2048),
                    Map.entry("bind", MS_BIND),
                    Map.entry("move", MS_MOVE),
                    Map.entry("rbind", MS_BIND | 16384),
                    Map.entry("silent", 32768),
                    Map.entry("relatime", 1 << 21),
                    Map.entry("strictatime", 1 << 24),
                    Map.entry("lazytime", 1 << 25));

    private static final Map<String, Integer> CLEARING =
            Map.of(
                    "rw",
                    MS_RDONLY,
                    "suid",
                    2,
                    "dev",
                    4,
                    "exec",
                    8,
                    "async",
                    16,
                    "atime",
                    1024,
                    "diratime",
                    2048,
                    "norelatime",
                    1 << 21,
                    "defaults",
                    2 | 4 | 8 | 16 | MS_RDONLY);

    private final List<String> data = new ArrayList<>();
    private int flags;

    static MountOptions parse(String text) {
        MountOptions options = new MountOptions();
        for (String word : text.isEmpty() ? List.<String>of() : List.of(text.split(",", -1))) {
            if (SETTING.containsKey(word)) {
                options.flags |= SETTING.getOrDefault(word, 0);
            } else if (CLEARING.containsKey(word)) {
                options.flags &= ~CLEARING.getOrDefault(word, 0);
            } else if (!word.isEmpty()) {
                options.data.add(word);
            }
        }
        return options;
    }

    void readOnly() {
        flags |= MS_RDONLY;
    }

    void bind() {
        flags |= MS_BIND;
    }

    boolean isRemount() {
        return (flags & MS_REMOUNT) != 0;
    }

    /** Whether what is mounted is known without a type. */
    boolean needsNoType() {
        return (flags & (MS_REMOUNT | MS_BIND | MS_MOVE)) != 0;
    }

    int flags() {
        return flags;
    }

    /** What the file system is to read, joined by commas. */
    String data() {
        return String.join(",", data);
    }
}
