package dev.fuselage.scenarios.catalogue;

import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.devices.server.ServerQuirk;
import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.StatxMask;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Role;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;

/** A server sends a file size that is negative as a loff_t. */
public final class NegativeSize implements Scenario {
    private static final String FILE = "/mnt/f";
    private static final int PAGE = 4096;
    private static final int FD = 0;

    @Override
    public String name() {
        return "fuse/negative-size";
    }

    @Override
    public String summary() {
        return "a file size of 2^63 in a reply has the truncation of the page cache spin";
    }

    @Override
    public String source() {
        return "Linux eb59bd17d2fa (fuse: verify attributes)";
    }

    @Override
    public String fix() {
        return "attributes with an unknown type or a size beyond loff_t are refused with -EIO";
    }

    @Override
    public String picture() {
        return """
        statx -> GETATTR -> size 0x8000000000000000
          -> fuse_change_attributes -> truncate_pagecache
               -> finds page 0 behind the new end (signed),
                  cannot drop it as it is before it (unsigned), looks again, ...
        """;
    }

    @Override
    public Expectation expectation(Variant variant) {
        return variant == Variant.BUGGY
                ? Expectation.sometimes(What.LIVELOCK, "livelock in truncate_inode_pages_range")
                : Expectation.never(What.LIVELOCK);
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        ServerConfig server =
                ServerConfig.builder(CachePolicy.ALWAYS)
                        .quirks(ServerQuirk.SIZE_OUT_OF_RANGE)
                        .build();
        return GuestShape.standard()
                .withServer(server)
                .withQuirkWhenBuggy(variant, KernelQuirk.ATTRIBUTES_UNCHECKED);
    }

    @Override
    public void setUp(Stage stage) {
        stage.mountShare();
        stage.residents("stat", 1, new Stat());
    }

    /** Asks for the attributes of a file with a page in the cache. */
    private static final class Stat implements Role {
        @Override
        public int enter(Syscalls sys) {
            return 0;
        }

        /** The reply has made a bad inode of the file before. */
        @Override
        public void prepare(Syscalls sys) {
            long _ = sys.close(FD);
            long _ = sys.unlinkat(Syscalls.AT_FDCWD, FILE, 0);
            int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT;
            long _ = sys.openat(Syscalls.AT_FDCWD, FILE, flags, 0644);
            long buffer = sys.memory().allocate(PAGE);
            long _ = sys.write(FD, buffer, PAGE);
            sys.memory().free(buffer, PAGE);
        }

        @Override
        public void play(Syscalls sys) {
            int mask = StatxMask.STATX_BASIC_STATS;
            int force = AtFlags.AT_STATX_FORCE_SYNC;
            long _ = sys.statx(Syscalls.AT_FDCWD, FILE, force, mask, new Kstat());
        }
    }
}
