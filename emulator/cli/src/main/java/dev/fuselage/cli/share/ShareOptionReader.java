package dev.fuselage.cli.share;

import dev.fuselage.cli.Nearest;
import dev.fuselage.cli.Quantities;
import dev.fuselage.cli.UsageError;
import dev.fuselage.cli.share.ShareOptions.Cache;
import dev.fuselage.cli.share.ShareOptions.KillPriv;
import dev.fuselage.cli.share.ShareOptions.Ring;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Reads the options behind a share's source, one word at a time; a later word overrides an earlier
 * one.
 */
final class ShareOptionReader {

    private static final long LEAST_DAX_WINDOW = 2L << 20;
    private static final int MOST_QUEUES = 64;
    private static final int LEAST_QUEUE_SIZE = 8;
    private static final int MOST_QUEUE_SIZE = 32768;
    private static final int MOST_WORKERS = 256;
    private static final int MOST_OPEN = 1 << 20;

    private final Map<String, Consumer<String>> valued = new LinkedHashMap<>();
    private final Map<String, Runnable> flags = new LinkedHashMap<>();

    private Cache cache = Cache.AUTO;
    private long timeoutNanos = 1_000_000_000L;
    private boolean writeback;
    private OptionalLong daxWindow = OptionalLong.empty();
    private int queues = 1;
    private int queueSize = 128;
    private Ring ring = Ring.BOTH;
    private int workers = 1;
    private boolean xattr;
    private KillPriv killPriv = KillPriv.OFF;
    private boolean locks;
    private boolean allowMmap;
    private boolean submounts = true;
    private boolean readOnly;
    private boolean specialFiles;
    private OptionalLong quota = OptionalLong.empty();
    private OptionalInt maxOpen = OptionalInt.empty();

    ShareOptionReader() {
        valued.put("cache", text -> cache = cache(text));
        valued.put("timeout", text -> timeoutNanos = Quantities.seconds("timeout", text));
        valued.put("dax", text -> daxWindow = OptionalLong.of(daxWindow(text)));
        valued.put("queues", text -> queues = Quantities.count("queues", text, 1, MOST_QUEUES));
        valued.put("queue-size", text -> queueSize = queueSize(text));
        valued.put("ring", text -> ring = ring(text));
        valued.put("workers", text -> workers = Quantities.count("workers", text, 1, MOST_WORKERS));
        valued.put("killpriv", text -> killPriv = killPriv(text));
        valued.put("special", text -> specialFiles = special(text));
        valued.put("quota", text -> quota = OptionalLong.of(Quantities.size("quota", text)));
        valued.put(
                "max-open",
                text -> maxOpen = OptionalInt.of(Quantities.count("max-open", text, 1, MOST_OPEN)));
        for (String later : List.of("uid-map", "gid-map")) {
            valued.put(later, text -> unavailable(later));
        }
        valued.put("transport", ShareOptionReader::transport);
        flags.put("writeback", () -> unavailable("writeback"));
        flags.put("no_writeback", () -> writeback = false);
        flags.put("shared", () -> unavailable("shared"));
        flags.put("no_shared", () -> {});
        flags.put("xattr", () -> xattr = true);
        flags.put("no_xattr", () -> xattr = false);
        flags.put("posix-acl", () -> unavailable("posix-acl"));
        flags.put("allow_mmap", () -> allowMmap = true);
        flags.put("locks", () -> locks = true);
        flags.put("no_locks", () -> locks = false);
        flags.put("submounts", () -> submounts = true);
        flags.put("no_submounts", () -> submounts = false);
        flags.put("readonly", () -> readOnly = true);
    }

    void read(String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        Consumer<String> reader = valued.get(name);
        Runnable flag = flags.get(name);
        if (reader == null && flag == null) {
            List<String> known =
                    java.util.stream.Stream.concat(
                                    valued.keySet().stream(), flags.keySet().stream())
                            .toList();
            throw new UsageError(
                    "--share: unknown option '" + name + "'" + Nearest.hint(name, known));
        }
        if (flag != null) {
            if (equals >= 0) {
                throw new UsageError(
                        "--share: option '" + name + "' takes no value, '" + word + "' gives one");
            }
            flag.run();
            return;
        }
        if (equals < 0 || equals == word.length() - 1) {
            throw new UsageError("--share: option '" + name + "' needs a value: " + name + "=...");
        }
        if (reader != null) {
            reader.accept(word.substring(equals + 1));
        }
    }

    ShareOptions finish() {
        return new ShareOptions(
                cache,
                timeoutNanos,
                writeback,
                daxWindow,
                queues,
                queueSize,
                ring,
                workers,
                xattr,
                killPriv,
                locks,
                allowMmap,
                submounts,
                readOnly,
                specialFiles,
                quota,
                maxOpen);
    }

    private static Cache cache(String text) {
        return switch (text) {
            case "none", "never" -> Cache.NONE;
            case "auto" -> Cache.AUTO;
            case "always" -> Cache.ALWAYS;
            case "metadata" -> Cache.METADATA;
            default ->
                    throw unknown(
                            "cache", text, List.of("none", "auto", "always", "metadata", "never"));
        };
    }

    private static Ring ring(String text) {
        return switch (text) {
            case "split" -> Ring.SPLIT;
            case "packed" -> Ring.PACKED;
            default -> throw unknown("ring", text, List.of("split", "packed"));
        };
    }

    private static KillPriv killPriv(String text) {
        return switch (text) {
            case "off" -> KillPriv.OFF;
            case "v1" -> KillPriv.V1;
            case "v2" -> KillPriv.V2;
            default -> throw unknown("killpriv", text, List.of("off", "v1", "v2"));
        };
    }

    private static boolean special(String text) {
        return switch (text) {
            case "allow" -> true;
            case "refuse" -> false;
            default -> throw unknown("special", text, List.of("allow", "refuse"));
        };
    }

    private static void transport(String text) {
        switch (text) {
            case "pci" -> {}
            case "mmio" -> unavailable("transport=mmio");
            default -> throw unknown("transport", text, List.of("pci", "mmio"));
        }
    }

    private static long daxWindow(String text) {
        long size = Quantities.size("dax", text);
        if (size < LEAST_DAX_WINDOW) {
            throw new UsageError(
                    "--share: dax="
                            + text
                            + ": the window is at least 2M: a guest maps 2 MiB at a time");
        }
        if (Long.bitCount(size) != 1) {
            long below = Long.highestOneBit(size);
            throw new UsageError(
                    "--share: dax="
                            + text
                            + ": the window must be a power of two, as every PCI BAR: "
                            + (below >> 20)
                            + "M or "
                            + (below >> 19)
                            + "M");
        }
        return size;
    }

    private static int queueSize(String text) {
        int size = Quantities.count("queue-size", text, LEAST_QUEUE_SIZE, MOST_QUEUE_SIZE);
        if (Integer.bitCount(size) != 1) {
            throw new UsageError(
                    "--share: queue-size=" + text + ": a virtqueue has a power of two of entries");
        }
        return size;
    }

    private static UsageError unknown(String option, String text, List<String> valid) {
        return new UsageError(
                "--share: " + option + "=" + text + ": unknown value" + Nearest.hint(text, valid));
    }

    private static void unavailable(String option) {
        throw new UsageError("--share: option '" + option + "' is not available yet: leave it out");
    }
}
