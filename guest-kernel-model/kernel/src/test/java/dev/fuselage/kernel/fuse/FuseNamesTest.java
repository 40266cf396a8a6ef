package dev.fuselage.kernel.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseSuppGroups;
import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.Program;
import dev.fuselage.kernel.task.Credentials;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cached names: when they are asked for again, and what is given back. */
class FuseNamesTest {
    private static final int CREATE = OpenFlags.O_CREAT | OpenFlags.O_RDWR;

    private final MountedGuest g = new MountedGuest();

    @AfterEach
    void close() {
        g.close();
    }

    private void stat(Program p) {
        assertEquals(0, p.exists("/mnt/d/f"));
    }

    private void tree(long timeout) {
        g.server.timeout = timeout;
        FakeServer.Node d = g.server.dir("d");
        g.server.add(d, "f", Mode.S_IFREG | 0644);
        g.mount();
    }

    @Test
    void aNameIsGoodForItsTimeAndAskedForAgainAfterIt() {
        tree(1);
        assertEquals(List.of("GETATTR 1", "LOOKUP 1 d", "LOOKUP 2 f"), g.requestsOf(this::stat));
        assertEquals(List.of(), g.requestsOf(this::stat));
        assertEquals(
                List.of("GETATTR 1", "LOOKUP 1 d", "LOOKUP 2 f"),
                g.requestsOf(p -> {
                    MountedGuest.sleepSeconds(p, 1.2);
                    stat(p);
                }));
        assertEquals(2, g.inode("/mnt/d/f").nlookup, "two look-ups, one inode");
    }

    @Test
    void withoutTimeNamesGoAtTheirLastUseLeafFirst() {
        tree(0);
        assertEquals(
                List.of(
                        "GETATTR 1",
                        "LOOKUP 1 d",
                        "GETATTR 2",
                        "LOOKUP 2 f",
                        "GETATTR 3",
                        "FORGET 3 nlookup=1",
                        "FORGET 2 nlookup=1"),
                g.requestsOf(this::stat));
    }

    @Test
    void anOpenFileKeepsItsNameAndAllItsLookupsAreGivenBackAtOnce() {
        tree(0);
        List<String> requests =
                g.requestsOf(p -> {
                    int fd = (int) p.open("/mnt/d/f", OpenFlags.O_RDONLY);
                    stat(p);
                    stat(p);
                    p.sys.close(fd);
                });
        assertEquals(
                List.of("FLUSH 3", "RELEASE 3", "FORGET 3 nlookup=3", "FORGET 2 nlookup=3"),
                requests.subList(requests.size() - 4, requests.size()));
    }

    @Test
    void anAbsentNameIsAskedForEveryTime() {
        tree(1);
        g.run(this::stat);
        assertEquals(
                List.of("LOOKUP 2 x", "LOOKUP 2 x"),
                g.requestsOf(p -> {
                    assertEquals(-Errno.ENOENT, p.exists("/mnt/d/x"));
                    assertEquals(-Errno.ENOENT, p.exists("/mnt/d/x"));
                }));
    }

    @Test
    void anAbsenceThatTheServerTimesIsCached() {
        tree(1);
        g.server.on(
                Opcode.LOOKUP,
                r -> {
                    if (!r.text(0).equals("x")) {
                        return g.server.builtIn(r);
                    }
                    FuseEntryOut.ENTRY_VALID.set(r.reply(), 1);
                    return 0;
                });
        g.run(this::stat);
        assertEquals(
                List.of("LOOKUP 2 x"),
                g.requestsOf(p -> {
                    assertEquals(-Errno.ENOENT, p.exists("/mnt/d/x"));
                    assertEquals(-Errno.ENOENT, p.exists("/mnt/d/x"));
                }));
    }

    @Test
    void aNameThatLeadsElsewhereNowGivesTheNewNodeBackAndLooksUpOnceMore() {
        tree(1);
        g.run(this::stat);
        FakeServer.Node d = g.server.child("d");
        g.server.add(d, "f", Mode.S_IFREG | 0644);
        assertEquals(
                List.of(
                        "GETATTR 1",
                        "LOOKUP 1 d",
                        "LOOKUP 2 f",
                        "FORGET 4 nlookup=1",
                        "FORGET 3 nlookup=1",
                        "LOOKUP 2 f"),
                g.requestsOf(p -> {
                    MountedGuest.sleepSeconds(p, 1.2);
                    stat(p);
                }));
    }

    @Test
    void aNameThatIsGoneIsLookedUpTwice() {
        tree(1);
        g.run(this::stat);
        g.server.child("d").children.clear();
        assertEquals(
                List.of(
                        "GETATTR 1",
                        "LOOKUP 1 d",
                        "LOOKUP 2 f",
                        "FORGET 3 nlookup=1",
                        "LOOKUP 2 f"),
                g.requestsOf(p -> {
                    MountedGuest.sleepSeconds(p, 1.2);
                    assertEquals(-Errno.ENOENT, p.exists("/mnt/d/f"));
                }));
    }

    @Test
    void aNodeIdThatStandsForSomethingElseMakesTheOldInodeBad() {
        tree(1);
        int[] fd = new int[1];
        g.run(p -> {
            fd[0] = (int) p.open("/mnt/d/f", OpenFlags.O_RDONLY);
            FuseInode old = g.inodeNow("/mnt/d/f");
            g.server.at(3).generation = 7;
            MountedGuest.sleepSeconds(p, 1.2);
            stat(p);
            assertNotEquals(old, g.inodeNow("/mnt/d/f"));
            assertEquals(-Errno.EIO, p.sys.fstat(fd[0], new dev.fuselage.kernel.vfs.Kstat()));
            assertEquals(-Errno.EIO, p.sys.pread64(fd[0], p.buffer(), 10, 0));
        });
    }

    @Test
    void theRootCannotBeAChild() {
        tree(1);
        g.server.on(
                Opcode.LOOKUP,
                r -> {
                    g.server.fillEntry(r.reply(), g.server.root);
                    return 0;
                });
        g.run(p -> assertEquals(-Errno.EIO, p.exists("/mnt/d")));
    }

    @Test
    void anInterruptedQuestionKeepsTheName() {
        tree(1);
        g.run(this::stat);
        g.failOnce(Opcode.LOOKUP, Errno.EINTR);
        g.run(p -> {
            MountedGuest.sleepSeconds(p, 1.2);
            assertEquals(-Errno.EINTR, p.exists("/mnt/d/f"));
        });
        assertEquals(
                1, g.inode("/mnt/d/f").nlookup - 1, "the old inode was kept and asked for again");
    }

    // ---- creating

    @Test
    void creatingAskedServerTellsTheNodeAndTheHandleAtOnce() {
        tree(1);
        g.run(this::stat);
        assertEquals(
                List.of("LOOKUP 2 n", "CREATE 2 n"),
                g.requestsOf(p -> assertTrue(p.open("/mnt/d/n", CREATE) >= 0)).subList(0, 2));
        assertEquals(1, g.inode("/mnt/d/n").nlookup);
    }

    @Test
    void aServerWithoutCreateMakesANodeAndOpensItForGood() {
        tree(1);
        g.server.fail(Opcode.CREATE, Errno.ENOSYS);
        g.run(this::stat);
        assertEquals(
                List.of("LOOKUP 2 n", "CREATE 2 n", "MKNOD 2 n", "OPEN 4"),
                g.requestsOf(p -> assertTrue(p.open("/mnt/d/n", CREATE) >= 0)).subList(0, 4));
        List<String> again = g.requestsOf(p -> assertTrue(p.open("/mnt/d/m", CREATE) >= 0));
        assertEquals(
                List.of("GETATTR 2", "LOOKUP 2 m", "MKNOD 2 m", "OPEN 5"), again.subList(0, 4));
    }

    @Test
    void aNameThatExistsAfterAllIsDroppedFromTheCache() {
        tree(1);
        g.run(this::stat);
        g.failOnce(Opcode.CREATE, Errno.EEXIST);
        assertEquals(
                List.of("LOOKUP 2 n", "CREATE 2 n"),
                g.requestsOf(p -> assertEquals(-Errno.EEXIST, p.open("/mnt/d/n", CREATE))));
    }

    @Test
    void aNewNodeOfTheWrongTypeIsAnError() {
        tree(1);
        g.server.on(Opcode.MKDIR, r -> g.server.entry(r, g.server.at(3)));
        g.run(p -> assertEquals(-Errno.EIO, p.mkdir("/mnt/d/n", 0755)));
    }

    @Test
    void theUmaskIsAppliedHereUnlessTheServerWantsToDoIt() {
        for (boolean server : List.of(false, true)) {
            try (MountedGuest one = new MountedGuest()) {
                List<String> modes = new ArrayList<>();
                one.server.flags |= server ? InitFlags.DONT_MASK : 0;
                one.server.on(
                        Opcode.MKDIR,
                        r -> {
                            modes.add(
                                    "%o umask %o"
                                            .formatted(r.arguments().u32(0), r.arguments().u32(4)));
                            return one.server.builtIn(r);
                        });
                one.mount();
                one.run(p -> {
                    p.sys.umask(027);
                    assertEquals(0, p.mkdir("/mnt/n", 0777));
                });
                assertEquals(List.of(server ? "777 umask 27" : "750 umask 27"), modes);
            }
        }
    }

    @Test
    void theGroupOfTheDirectoryGoesAlongWhenItIsOneOfTheCallers() {
        FakeServer.Node d = g.server.dir("d");
        d.mode = Mode.S_IFDIR | 0777;
        d.gid = 77;
        List<String> extensions = new ArrayList<>();
        g.server.on(
                Opcode.MKDIR,
                r -> {
                    int words = FuseInHeader.TOTAL_EXTLEN.get(r.header());
                    if (words == 0) {
                        extensions.add("none");
                    } else {
                        Wire ext = new Wire().at(r.arguments(), r.req().inArgsBytes() - 8L * words);
                        Wire groups = new Wire().at(ext, 8);
                        extensions.add(
                                "%d words type %d, %d group: %d"
                                        .formatted(
                                                words,
                                                ext.u32(4),
                                                FuseSuppGroups.NR_GROUPS.get(groups),
                                                FuseSuppGroups.group(groups, 0)));
                    }
                    return g.server.builtIn(r);
                });
        g.mount();
        g.run(p -> assertEquals(0, p.mkdir("/mnt/d/root", 0755)));
        g.guest.start(
                "member",
                Credentials.of(1000, 100, 77, 88),
                p -> assertEquals(0, p.mkdir("/mnt/d/member", 0755)));
        g.run(p -> {});
        g.guest.start(
                "own", Credentials.of(1000, 77), p -> assertEquals(0, p.mkdir("/mnt/d/own", 0755)));
        g.run(p -> {});
        assertEquals(List.of("none", "2 words type 32, 1 group: 77", "none"), extensions);
    }

    // ---- removing

    @Test
    void removingANameGivesTheNodeBackWhenNobodyUsesIt() {
        tree(1);
        g.run(this::stat);
        assertEquals(
                List.of("UNLINK 2 f", "FORGET 3 nlookup=1"),
                g.requestsOf(p -> assertEquals(0, p.unlink("/mnt/d/f"))));
    }

    @Test
    void nobodyKnowsWhatAnInterruptedRemovalDidSoTheNameIsAskedForAgain() {
        tree(86400);
        g.run(this::stat);
        g.failOnce(Opcode.UNLINK, Errno.EINTR);
        g.run(p -> assertEquals(-Errno.EINTR, p.unlink("/mnt/d/f")));
        assertEquals(List.of("LOOKUP 2 f"), g.requestsOf(this::stat));
    }

    @Test
    void aServerWithoutRenameFlagsIsNotAskedAgain() {
        tree(1);
        g.server.fail(Opcode.RENAME2, Errno.ENOSYS);
        g.run(this::stat);
        List<String> first =
                g.requestsOf(p -> assertEquals(-Errno.EINVAL, p.rename("/mnt/d/f", "/mnt/d/g", 1)));
        assertEquals("RENAME2 2", first.getLast());
        List<String> second =
                g.requestsOf(p -> assertEquals(-Errno.EINVAL, p.rename("/mnt/d/f", "/mnt/d/g", 1)));
        assertEquals("LOOKUP 2 g", second.getLast());
    }
}
