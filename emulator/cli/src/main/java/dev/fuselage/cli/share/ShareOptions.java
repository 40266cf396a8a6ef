package dev.fuselage.cli.share;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a share is served; the defaults are virtiofsd's where it has the option.
 *
 * @param cache caching policy
 * @param timeoutNanos entry and attribute timeout of {@link Cache#AUTO}, in nanoseconds
 * @param writeback whether FUSE_WRITEBACK_CACHE is offered
 * @param daxWindow bytes of the DAX window; empty: the shared-memory region is absent
 * @param queues request virtqueues
 * @param queueSize ring entries of each queue, a power of two
 * @param ring which virtqueue formats are offered
 * @param workers host threads that serve the request queues, in virtual time
 * @param xattr whether extended attributes are served
 * @param killPriv who clears set-id bits and file capabilities
 * @param locks whether locks of the guest are taken on the host, where others see them
 * @param allowMmap whether files that are not cached can be mapped shared
 * @param submounts whether a mount point below the directory is announced as a submount
 * @param readOnly whether changes are refused
 * @param specialFiles whether device nodes may be created and set-id bits set
 * @param quota bytes an in-memory file system may hold
 * @param maxOpen open files and directories the server holds at most
 */
public record ShareOptions(
        Cache cache,
        long timeoutNanos,
        boolean writeback,
        OptionalLong daxWindow,
        int queues,
        int queueSize,
        Ring ring,
        int workers,
        boolean xattr,
        KillPriv killPriv,
        boolean locks,
        boolean allowMmap,
        boolean submounts,
        boolean readOnly,
        boolean specialFiles,
        OptionalLong quota,
        OptionalInt maxOpen) {

    /** Caching policies by virtiofsd's names. */
    public enum Cache {
        NONE,
        AUTO,
        ALWAYS,
        METADATA
    }

    /** Virtqueue formats the device offers. */
    public enum Ring {
        SPLIT,
        PACKED,
        BOTH
    }

    /** FUSE_HANDLE_KILLPRIV in its versions. */
    public enum KillPriv {
        OFF,
        V1,
        V2
    }
}
