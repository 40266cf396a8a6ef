package dev.fuselage.devices.server;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a server is told to offer. The default is virtiofsd 1.13's.
 *
 * @param policy caching policy
 * @param timeoutNanos validity of names and attributes in nanoseconds
 * @param writeback offer FUSE_WRITEBACK_CACHE
 * @param readdirplus offer READDIRPLUS (not with {@link CachePolicy#NONE})
 * @param xattr serve extended attributes; else those requests get ENOSYS
 * @param posixAcl offer FUSE_POSIX_ACL; needs {@code xattr}
 * @param killPriv who removes set-id bits
 * @param locks offer POSIX and flock locks and serve GETLK, SETLK and SETLKW
 * @param submounts mark the roots of other mounted file systems (FUSE_SUBMOUNTS)
 * @param allowMmap offer FUSE_DIRECT_IO_ALLOW_MMAP
 * @param allowDirectIo pass O_DIRECT on to the file system; else it is left out
 * @param tmpfileAndStatx serve FUSE_TMPFILE and FUSE_STATX, which virtiofsd 1.13 does not
 * @param maxOpen most open files and directories of the guest; beyond it EMFILE
 * @param quirks what it does badly
 */
public record ServerConfig(
        CachePolicy policy,
        long timeoutNanos,
        boolean writeback,
        boolean readdirplus,
        boolean xattr,
        boolean posixAcl,
        KillPriv killPriv,
        boolean locks,
        boolean submounts,
        boolean allowMmap,
        boolean allowDirectIo,
        boolean tmpfileAndStatx,
        int maxOpen,
        Set<ServerQuirk> quirks) {

    /** Default of {@link #maxOpen}. */
    public static final int DEFAULT_MAX_OPEN = 1_000_000;

    /** Checks the values against each other. */
    public ServerConfig {
        if (timeoutNanos < 0) {
            throw new IllegalArgumentException("negative timeout: " + timeoutNanos);
        }
        if (posixAcl && !xattr) {
            throw new IllegalArgumentException("posix ACLs need extended attributes");
        }
        if (maxOpen < 1) {
            throw new IllegalArgumentException("maxOpen must be at least 1: " + maxOpen);
        }
        EnumSet<ServerQuirk> ordered = EnumSet.noneOf(ServerQuirk.class);
        ordered.addAll(quirks);
        quirks = Collections.unmodifiableSet(ordered);
    }

    /** virtiofsd's defaults for a policy. */
    public static ServerConfig of(CachePolicy policy) {
        return builder(policy).build();
    }

    /** A builder that starts from virtiofsd's defaults for a policy. */
    public static Builder builder(CachePolicy policy) {
        return new Builder(policy);
    }

    /** Collects the values of a {@link ServerConfig}. */
    public static final class Builder {

        private final CachePolicy policy;
        private long timeoutNanos;
        private boolean writeback;
        private boolean readdirplus = true;
        private boolean xattr;
        private boolean posixAcl;
        private KillPriv killPriv = KillPriv.GUEST;
        private boolean locks;
        private boolean submounts = true;
        private boolean allowMmap;
        private boolean allowDirectIo;
        private boolean tmpfileAndStatx;
        private int maxOpen = DEFAULT_MAX_OPEN;
        private Set<ServerQuirk> quirks = Set.of();

        private Builder(CachePolicy policy) {
            this.policy = policy;
            this.timeoutNanos = policy.timeoutNanos();
        }

        /** Sets {@link ServerConfig#timeoutNanos}. */
        public Builder timeoutNanos(long value) {
            timeoutNanos = value;
            return this;
        }

        /** Sets {@link ServerConfig#writeback}. */
        public Builder writeback(boolean value) {
            writeback = value;
            return this;
        }

        /** Sets {@link ServerConfig#readdirplus}. */
        public Builder readdirplus(boolean value) {
            readdirplus = value;
            return this;
        }

        /** Sets {@link ServerConfig#xattr}. */
        public Builder xattr(boolean value) {
            xattr = value;
            return this;
        }

        /** Sets {@link ServerConfig#posixAcl}. */
        public Builder posixAcl(boolean value) {
            posixAcl = value;
            return this;
        }

        /** Sets {@link ServerConfig#killPriv}. */
        public Builder killPriv(KillPriv value) {
            killPriv = value;
            return this;
        }

        /** Sets {@link ServerConfig#locks}. */
        public Builder locks(boolean value) {
            locks = value;
            return this;
        }

        /** Sets {@link ServerConfig#submounts}. */
        public Builder submounts(boolean value) {
            submounts = value;
            return this;
        }

        /** Sets {@link ServerConfig#allowMmap}. */
        public Builder allowMmap(boolean value) {
            allowMmap = value;
            return this;
        }

        /** Sets {@link ServerConfig#allowDirectIo}. */
        public Builder allowDirectIo(boolean value) {
            allowDirectIo = value;
            return this;
        }

        /** Sets {@link ServerConfig#tmpfileAndStatx}. */
        public Builder tmpfileAndStatx(boolean value) {
            tmpfileAndStatx = value;
            return this;
        }

        /** Sets {@link ServerConfig#maxOpen}. */
        public Builder maxOpen(int value) {
            maxOpen = value;
            return this;
        }

        /** Sets {@link ServerConfig#quirks}. */
        public Builder quirks(ServerQuirk... values) {
            quirks = Set.of(values);
            return this;
        }

        /** The configuration. */
        public ServerConfig build() {
            return new ServerConfig(
                    policy,
                    timeoutNanos,
                    writeback,
                    readdirplus,
                    xattr,
                    posixAcl,
                    killPriv,
                    locks,
                    submounts,
                    allowMmap,
                    allowDirectIo,
                    tmpfileAndStatx,
                    maxOpen,
                    quirks);
        }
    }
}
