package dev.fuselage.cli.share;

import dev.fuselage.cli.UsageError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One share as a user described it: where the files come from, under which tag the guest finds
 * them, and how they are served.
 *
 * @param tag the virtio-fs tag: 1 to 36 bytes of UTF-8 without a line end (virtio 1.2, 5.11.4)
 * @param source a host directory, or {@code mem:} for an empty in-memory file system
 * @param options how it is served
 */
public record ShareSpec(String tag, String source, ShareOptions options) {

    /** The tag of a share that was given as a bare directory. */
    public static final String DEFAULT_TAG = "myfs";

    /** The source that stands for a fresh in-memory file system. */
    public static final String IN_MEMORY = "mem:";

    private static final int MAX_TAG_BYTES = 36;

    public ShareSpec {
        int bytes = tag.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0) {
            throw new UsageError(
                    "--share: the tag before '=' is empty: write TAG=SOURCE, as in myfs=" + source);
        }
        if (bytes > MAX_TAG_BYTES) {
            throw new UsageError(
                    "--share: the tag '"
                            + tag
                            + "' has "
                            + bytes
                            + " bytes: at most "
                            + MAX_TAG_BYTES
                            + " fit");
        }
        if (tag.indexOf('\n') >= 0) {
            throw new UsageError(
                    "--share: the tag '"
                            + tag.replace("\n", "\\n")
                            + "' has a line end: Linux refuses it");
        }
    }

    /** Whether the files live in an in-memory file system. */
    public boolean inMemory() {
        return source.equals(IN_MEMORY);
    }

    /**
     * Reads {@code TAG=SOURCE[,option...]}; a bare SOURCE has the tag {@value #DEFAULT_TAG}. A
     * comma of a path is written twice.
     *
     * @throws UsageError with one line that names the value at fault
     */
    public static ShareSpec parse(String text) {
        String[] words = text.replace(",,", "\0").split(",", -1);
        String head = words[0].replace('\0', ',');
        int equals = head.indexOf('=');
        String tag = equals < 0 ? DEFAULT_TAG : head.substring(0, equals);
        String source = head.substring(equals + 1);
        if (source.isEmpty()) {
            throw new UsageError(
                    "--share: '" + text + "' names no directory: write TAG=DIR or TAG=mem:");
        }
        ShareOptionReader options = new ShareOptionReader();
        for (int i = 1; i < words.length; i++) {
            options.read(words[i].replace('\0', ','));
        }
        ShareSpec spec = new ShareSpec(tag, source, options.finish());
        if (!spec.inMemory()) {
            requireDirectory(source);
        }
        return spec;
    }

    private static void requireDirectory(String source) {
        Path path = Path.of(source);
        if (!Files.exists(path)) {
            throw new UsageError("--share: " + source + ": no such directory");
        }
        if (!Files.isDirectory(path)) {
            throw new UsageError("--share: " + source + ": not a directory");
        }
        if (!Files.isReadable(path) || !Files.isExecutable(path)) {
            throw new UsageError(
                    "--share: "
                            + source
                            + ": permission denied: the directory must be readable and searchable");
        }
    }
}
