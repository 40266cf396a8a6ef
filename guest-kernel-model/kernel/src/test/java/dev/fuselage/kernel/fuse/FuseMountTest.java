package dev.fuselage.kernel.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fuselage.fuse.FuseInitIn;
import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.vfs.BackingDevice;
import dev.fuselage.kernel.vfs.SbFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuseMountTest {
    private final MountedGuest g = new MountedGuest();

    @AfterEach
    void close() {
        g.close();
    }

    // ---- INIT

    @Test
    void initOffersWhatLinuxDoes() {
        List<String> words = new ArrayList<>();
        g.server.on(
                Opcode.INIT,
                r -> {
                    var in = r.arguments();
                    words.add(
                            "%d.%d readahead %d flags 0x%08x flags2 0x%x, %d bytes, for %s"
                                    .formatted(
                                            FuseInitIn.MAJOR.get(in),
                                            FuseInitIn.MINOR.get(in),
                                            FuseInitIn.MAX_READAHEAD.get(in),
                                            FuseInitIn.FLAGS.get(in),
                                            FuseInitIn.FLAGS2.get(in),
                                            r.req().inArgsBytes(),
                                            FakeTransport.caller(r)));
                    return g.server.builtIn(r);
                });
        g.mount();
        assertEquals(
                List.of("7.41 readahead 131072 flags 0x7bfffffb flags2 0x1ff, 64 bytes, for N"),
                words);
    }

    @Test
    void mountDoesNotWaitForInitButTheFirstUseDoes() {
        g.transport.hold(Opcode.INIT);
        List<String> order = new ArrayList<>();
        g.run(p -> {
            order.add("mount " + p.sys.mount("fs", "/mnt", "virtiofs", 0, ""));
            g.guest.start(
                    "server",
                    dev.fuselage.kernel.task.Credentials.ROOT,
                    q -> {
                        MountedGuest.sleepSeconds(q, 1);
                        order.add("answered");
                        g.transport.letGo();
                    });
            order.add("stat " + p.exists("/mnt"));
        });
        assertEquals(List.of("mount 0", "answered", "stat 0"), order);
    }

    private FuseFeatures negotiated(long flags) {
        g.server.flags = flags | InitFlags.INIT_EXT;
        g.mount();
        return g.conn().features;
    }

    @Test
    void theAnswersFlagsSwitchOneThingEach() {
        record Effect(long flag, Predicate<FuseFeatures> on) {}
        List<Effect> effects =
                List.of(
                        new Effect(InitFlags.ASYNC_READ, f -> f.asyncRead),
                        new Effect(InitFlags.POSIX_LOCKS, f -> !f.noLock),
                        new Effect(InitFlags.FLOCK_LOCKS, f -> !f.noFlock),
                        new Effect(InitFlags.ATOMIC_O_TRUNC, f -> f.atomicOTrunc),
                        new Effect(InitFlags.EXPORT_SUPPORT, f -> f.exportSupport),
                        new Effect(InitFlags.BIG_WRITES, f -> f.bigWrites),
                        new Effect(InitFlags.DONT_MASK, f -> f.dontMask),
                        new Effect(InitFlags.AUTO_INVAL_DATA, f -> f.autoInvalData),
                        new Effect(InitFlags.EXPLICIT_INVAL_DATA, f -> f.explicitInvalData),
                        new Effect(InitFlags.DO_READDIRPLUS, f -> f.doReaddirplus),
                        new Effect(InitFlags.ASYNC_DIO, f -> f.asyncDio),
                        new Effect(InitFlags.PARALLEL_DIROPS, f -> f.parallelDirops),
                        new Effect(InitFlags.HANDLE_KILLPRIV, f -> f.handleKillpriv),
                        new Effect(InitFlags.HANDLE_KILLPRIV_V2, f -> f.handleKillprivV2),
                        new Effect(InitFlags.POSIX_ACL, f -> f.posixAcl),
                        new Effect(InitFlags.CACHE_SYMLINKS, f -> f.cacheSymlinks),
                        new Effect(InitFlags.ABORT_ERROR, f -> f.abortErr),
                        new Effect(InitFlags.SETXATTR_EXT, f -> f.setxattrExt),
                        new Effect(InitFlags.SECURITY_CTX, f -> f.initSecurity),
                        new Effect(InitFlags.CREATE_SUPP_GROUP, f -> f.createSuppGroup),
                        new Effect(InitFlags.DIRECT_IO_ALLOW_MMAP, f -> f.directIoAllowMmap),
                        new Effect(InitFlags.HAS_INODE_DAX, f -> f.inodeDax));
        for (Effect effect : effects) {
            for (Effect other : effects) {
                try (MountedGuest one = new MountedGuest()) {
                    one.server.flags = other.flag | InitFlags.INIT_EXT;
                    one.mount();
                    assertEquals(
                            effect.equals(other),
                            effect.on.test(one.conn().features),
                            "flag 0x%x seen when 0x%x was answered"
                                    .formatted(effect.flag, other.flag));
                }
            }
        }
    }

    @Test
    void automaticInvalidationGoesBeforeExplicit() {
        FuseFeatures f = negotiated(InitFlags.AUTO_INVAL_DATA | InitFlags.EXPLICIT_INVAL_DATA);
        assertTrue(f.autoInvalData);
        assertFalse(f.explicitInvalData);
    }

    @Test
    void automaticReaddirplusNeedsReaddirplus() {
        assertFalse(negotiated(InitFlags.READDIRPLUS_AUTO).readdirplusAuto);
    }

    @Test
    void flagsAbove31CountOnlyWithTheirExtension() {
        g.server.flags = InitFlags.CREATE_SUPP_GROUP;
        g.mount();
        assertFalse(g.conn().features.createSuppGroup);
    }

    @ParameterizedTest
    @CsvSource({
        // queue entries, answered pages, MAX_PAGES set, what becomes of them
        "1024, 256, true, 256",
        "1024, 4000, true, 256",
        "128, 256, true, 124",
        "128, 0, true, 1",
        "1024, 256, false, 32",
    })
    void aRequestHasNoMorePagesThanServerAndRingAllow(
            int ring, int answered, boolean set, int pages) {
        g.transport.vringSize = ring;
        g.server.maxPages = answered;
        g.server.flags = set ? FakeServer.AUTO : FakeServer.AUTO & ~InitFlags.MAX_PAGES;
        g.mount();
        assertEquals(pages, g.conn().maxPages);
    }

    @ParameterizedTest
    @CsvSource({"131072, 32", "65536, 16", "1048576, 32", "4095, 0"})
    void readaheadOnlyShrinks(int answered, int pages) {
        g.server.maxReadahead = answered;
        g.mount();
        assertEquals(pages, g.inode("/mnt").sb.bdi().raPages);
    }

    @ParameterizedTest
    @CsvSource({"1048576, 1048576", "0, 4096", "5000, 5000"})
    void aWriteHasAtLeastAPage(int answered, int bytes) {
        g.server.maxWrite = answered;
        g.mount();
        assertEquals(bytes, g.conn().maxWrite);
    }

    @Test
    void limitsOfTheBackgroundAreTheServers() {
        g.mount();
        assertEquals(65535, g.conn().background().max());
        assertEquals(49149, g.conn().background().congestionThreshold());
    }

    @Test
    void aServerOlderThan13SetsNoLimits() {
        g.server.minor = 12;
        g.mount();
        assertEquals(12, g.conn().background().max());
        assertEquals(12, g.conn().minor);
    }

    @Test
    void aServerOlderThan5WritesAPage() {
        g.server.minor = 4;
        g.server.maxWrite = 1 << 20;
        g.mount();
        assertEquals(4096, g.conn().maxWrite);
        assertTrue(g.conn().features.noLock);
        assertTrue(g.conn().features.noFlock);
    }

    @Test
    void killprivV2LetsInodesSayThatTheyNeedNoRemoval() {
        g.server.flags |= InitFlags.HANDLE_KILLPRIV_V2;
        g.mount();
        assertTrue((g.inode("/mnt").sb.flags & SbFlags.SB_NOSEC) != 0);
    }

    @ParameterizedTest
    @CsvSource({"6", "8"})
    void anotherProtocolIsRefusedForGood(int major) {
        g.server.on(
                Opcode.INIT,
                r -> {
                    int _ = g.server.builtIn(r);
                    dev.fuselage.fuse.FuseInitOut.MAJOR.set(r.reply(), major);
                    return 0;
                });
        g.mount();
        List<Long> results = new ArrayList<>();
        g.run(p -> results.add(p.exists("/mnt/f")));
        assertEquals(List.of((long) -Errno.ECONNREFUSED), results);
    }

    @Test
    void aFailedInitIsARefusalToo() {
        g.server.fail(Opcode.INIT, Errno.EIO);
        g.mount();
        List<Long> results = new ArrayList<>();
        g.run(p -> results.add(p.exists("/mnt/f")));
        assertEquals(List.of((long) -Errno.ECONNREFUSED), results);
        assertEquals(
                List.of(), g.requestsOf(p -> p.sys.umount2("/mnt", 0)), "no session, no DESTROY");
    }

    // ---- mounts

    @Test
    void unmountingEndsTheSessionAndForgetsNothing() {
        g.server.file("f", 1);
        g.mount();
        assertEquals(
                List.of("GETATTR 1", "LOOKUP 1 f", "DESTROY 0"),
                g.requestsOf(p -> {
                    assertEquals(0, p.exists("/mnt/f"));
                    assertEquals(0, p.sys.umount2("/mnt", 0));
                }));
        assertFalse(g.transport.isConnected());
    }

    @Test
    void itCanBeMountedAgainWithASessionOfItsOwn() {
        g.mount();
        assertEquals(
                List.of("DESTROY 0", "INIT 0"),
                g.requestsOf(p -> {
                    assertEquals(0, p.sys.umount2("/mnt", 0));
                    assertEquals(0, p.sys.mount("fs", "/mnt", "virtiofs", 0, ""));
                }));
    }

    @Test
    void aSecondMountOfATagSharesTheFirst() {
        g.mount();
        List<String> requests =
                g.requestsOf(p -> {
                    p.mkdir("/tmp/second", 0755);
                    assertEquals(0, p.sys.mount("fs", "/tmp/second", "virtiofs", 0, "dax=always"));
                    assertEquals(p.stat("/mnt").dev, p.stat("/tmp/second").dev);
                    assertEquals(0, p.sys.umount2("/tmp/second", 0));
                    assertEquals(0, p.exists("/mnt"));
                });
        assertEquals(List.of("GETATTR 1"), requests);
    }

    @Test
    void procMountsShowsOnlyHowDaxWasAskedFor() {
        List<String> lines = new ArrayList<>();
        for (String option : List.of("", "dax=never", "dax=inode")) {
            g.run(p -> {
                assertEquals(0, p.sys.mount("fs", "/mnt", "virtiofs", 0, option));
                lines.add(
                        p.read("/proc/mounts")
                                .lines()
                                .filter(l -> l.contains("/mnt"))
                                .findFirst()
                                .orElse("none"));
                assertEquals(0, p.sys.umount2("/mnt", 0));
            });
        }
        assertEquals(
                List.of(
                        "fs /mnt virtiofs rw,relatime 0 0",
                        "fs /mnt virtiofs rw,relatime,dax=never 0 0",
                        "fs /mnt virtiofs rw,relatime,dax=inode 0 0"),
                lines);
    }

    private String refusal(String tag, String options) {
        String[] said = new String[1];
        g.run(p -> {
            int before = g.log.lines().size();
            long error = p.sys.mount(tag, "/mnt", "virtiofs", 0, options);
            List<String> lines = g.log.lines();
            String last = lines.size() > before ? lines.getLast() : "] silent";
            said[0] = error + last.substring(last.indexOf(']') + 1);
        });
        return said[0];
    }

    @Test
    void refusalsAreExplainedInTheKernelLogAsLinuxDoes() {
        assertEquals(-Errno.EINVAL + " virtio-fs: tag <other> not found", refusal("other", ""));
        assertEquals(-Errno.EINVAL + " virtiofs: Unknown parameter 'foo'", refusal("fs", "foo"));
        assertEquals(
                -Errno.EINVAL
                        + " virtio-fs: dax can't be enabled as filesystem device does not support it.",
                refusal("fs", "dax=always"));
        assertEquals(
                -Errno.EINVAL
                        + " virtio-fs: dax can't be enabled as filesystem device does not support it.",
                refusal("fs", "dax"));
        g.transport.listed = false;
        assertEquals(-Errno.EINVAL + " virtio-fs: tag <fs> not found", refusal("fs", ""));
    }

    @Test
    void theBackingDeviceIsItsOwn() {
        g.mount();
        BackingDevice bdi = g.inode("/mnt").sb.bdi();
        assertEquals(32, bdi.ioPages);
        assertTrue(bdi.name.startsWith("0:"), bdi.name);
    }
}
