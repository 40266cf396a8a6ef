package dev.fuselage.cli.workload;

import dev.fuselage.cli.Nearest;
import dev.fuselage.cli.UsageError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the share of a recording is served, by the names that recordings carry. */
public enum WorkloadMode {
    NONE("cache=none"),
    AUTO("cache=auto"),
    ALWAYS("cache=always"),
    METADATA("cache=metadata"),
    AUTOX("cache=auto,xattr"),
    NONEX("cache=none,xattr"),
    ALWAYSX("cache=always,xattr"),
    AUTOKP2("cache=auto,killpriv=v2"),
    NONEMMAP("cache=none,allow_mmap"),
    AUTOWB("", "the guest has no write-back cache"),
    AUTOWBX("", "the guest has no write-back cache"),
    AUTOACL("", "the server has no POSIX ACLs"),
    CAUTOLK("", "the server does not stand in for the one that offers locks"),
    CNONELK("", "the server does not stand in for the one that offers locks");

    private final String options;
    private final String lacking;

    WorkloadMode(String options) {
        this(options, "");
    }

    WorkloadMode(String options, String lacking) {
        this.options = options;
        this.lacking = lacking;
    }

    /** The name in the names of files. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether guest and server have what it needs. */
    boolean isAvailable() {
        return lacking.isEmpty();
    }

    /** Options of the share that make it so. */
    String options() {
        return options;
    }

    /**
     * The mode of that name.
     *
     * @throws UsageError when there is none, or when it needs what does not exist
     */
    public static WorkloadMode of(String text) {
        List<String> names = new ArrayList<>();
        for (WorkloadMode mode : values()) {
            names.add(mode.text());
            if (mode.text().equals(text)) {
                if (!mode.lacking.isEmpty()) {
                    throw new UsageError("--mode: " + text + " is not available: " + mode.lacking);
                }
                return mode;
            }
        }
        throw new UsageError("--mode: unknown mode '" + text + "'" + Nearest.hint(text, names));
    }
}
