package dev.fuselage.devices.server;

/**
 * How long a guest may rely on what it was told, and whether it may cache content: virtiofsd's
 * {@code --cache}.
 */
public enum CachePolicy {
    /** Nothing is cached: every use asks, content is read past the page cache ({@code never}). */
    NONE(0),
    /** Names and attributes for a second, content until the file is opened again. */
    AUTO(1),
    /** Everything for a day. */
    ALWAYS(86_400),
    /** Names, attributes and directories for a day, no content of files. */
    METADATA(86_400);

    private final long timeoutSeconds;

    CachePolicy(long timeoutSeconds) {
        this.timeoutSeconds = timeoutSeconds;
    }

    /** Default validity of names and attributes in nanoseconds. */
    public long timeoutNanos() {
        return timeoutSeconds * 1_000_000_000L;
    }
}
