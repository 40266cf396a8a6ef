package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.PseudoFs;
import dev.fuselage.kernel.vfs.PseudoNode;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections of the classic transport, and the file system type {@code fusectl} that shows
 * them: a directory for each, with what its owner may see and do (fs/fuse/control.c).
 */
public final class FuseConnections {
    private static final long MAGIC = 0x65735543L;

    /** Largest limit of background requests. */
    private static final int MOST = (1 << 16) - 1;

    private final TreeMap<Integer, FuseConn> connections = new TreeMap<>();
    private final PseudoFs fusectl = new PseudoFs("fusectl", MAGIC);

    /** No connections yet. */
    public FuseConnections() {
        fusectl.top().setDynamic(this::names, this::directory);
    }

    /** The file system type, to be registered. */
    public PseudoFs fusectl() {
        return fusectl;
    }

    /** {@code fuse_ctl_add_conn}. */
    void add(FuseConn fc) {
        if (!fc.noControl) {
            connections.put(fc.number(), fc);
        }
    }

    /** {@code fuse_ctl_remove_conn}. */
    void remove(FuseConn fc) {
        connections.remove(fc.number(), fc);
    }

    private List<String> names() {
        return connections.keySet().stream().map(Integer::toUnsignedString).toList();
    }

    private @Nullable PseudoNode directory(String name) {
        for (FuseConn fc : connections.values()) {
            if (Integer.toUnsignedString(fc.number()).equals(name)) {
                return new PseudoNode.Directory()
                        .ownedBy(fc.userId, fc.groupId, 0500)
                        .add("waiting", waiting(fc))
                        .add("abort", abort(fc))
                        .add(
                                "max_background",
                                limit(fc, () -> fc.background().max(), fc.background()::setMax))
                        .add(
                                "congestion_threshold",
                                limit(
                                        fc,
                                        () -> fc.background().congestionThreshold(),
                                        fc.background()::setCongestionThreshold));
            }
        }
        return null;
    }

    private boolean isThere(FuseConn fc) {
        return connections.get(fc.number()) == fc;
    }

    /** {@code fuse_conn_waiting_read}. */
    private PseudoNode waiting(FuseConn fc) {
        return PseudoNode.file(0400, () -> isThere(fc) ? fc.numWaiting() + "\n" : "", null)
                .ownedBy(fc.userId, fc.groupId);
    }

    /** {@code fuse_conn_abort_write}: whatever is written. */
    @KernelFunction("fuse_conn_abort_write")
    private PseudoNode abort(FuseConn fc) {
        return PseudoNode.file(
                        0200,
                        () -> "",
                        text -> {
                            if (isThere(fc)) {
                                fc.aborted |= fc.features.abortErr;
                                fc.abort();
                            }
                            return 0;
                        })
                .ownedBy(fc.userId, fc.groupId);
    }

    private interface Getter {
        int get();
    }

    private interface Setter {
        void set(int value);
    }

    /** {@code fuse_conn_limit_read}, {@code fuse_conn_limit_write}. */
    private PseudoNode limit(FuseConn fc, Getter getter, Setter setter) {
        return PseudoNode.file(
                        0600,
                        () -> isThere(fc) ? Integer.toUnsignedString(getter.get()) + "\n" : "",
                        text -> {
                            long value = number(text);
                            int most =
                                    fc.scheduler()
                                                    .current()
                                                    .credentials()
                                                    .capable(Capability.SYS_ADMIN)
                                            ? MOST
                                            : fc.kernel().userBackgroundLimit();
                            if (value < 0 || value > most) {
                                return -Errno.EINVAL;
                            }
                            if (isThere(fc)) {
                                setter.set((int) value);
                            }
                            return 0;
                        })
                .ownedBy(fc.userId, fc.groupId);
    }

    /** {@code kstrtoul_from_user} for what can be a limit at all; -1 for anything else. */
    private static long number(String text) {
        String digits = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        try {
            return digits.startsWith("-") ? -1 : Long.decode(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
