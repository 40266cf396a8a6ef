package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.vfs.LoggedFs;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a file system is asked, and in which order, as paths are walked and files opened. */
class LookupCallsTest {
    private static final String SEARCH = " 1";
    private static final String SEARCH_LAZILY = " 1 rcu";

    private final GuestPrograms guest = new GuestPrograms(1);
    private final LoggedFs fs =
            new LoggedFs()
                    .dir("d")
                    .file("d/f", 10)
                    .file("d/g", 10)
                    .link("l", "d/f")
                    .dir("e")
                    .dir("e/x");

    @BeforeEach
    void mount() {
        guest.vfs.types().register(fs);
        guest.run(p -> p.sys.mount("x", "/mnt", "logged", 0, ""));
    }

    @AfterEach
    void close() {
        guest.close();
    }

    private List<String> calls(Consumer<Program> body) {
        fs.takeLog();
        guest.run(body);
        return fs.takeLog();
    }

    @Test
    void aColdWalkLooksUpEachNameAfterSearchPermission() {
        assertThat(calls(p -> p.exists("/mnt/d/f")))
                .containsExactly(
                        "permission /" + SEARCH_LAZILY,
                        "lookup d",
                        "permission d" + SEARCH,
                        "lookup d/f");
    }

    @Test
    void aWarmWalkRevalidatesWithoutReferences() {
        guest.run(p -> p.exists("/mnt/d/f"));
        assertThat(calls(p -> p.exists("/mnt/d/f")))
                .containsExactly(
                        "permission /" + SEARCH_LAZILY,
                        "revalidate d rcu",
                        "permission d" + SEARCH_LAZILY,
                        "revalidate f rcu");
    }

    @Test
    void whatCannotBeToldLazilyIsAskedAgain() {
        guest.run(p -> p.exists("/mnt/d/f"));
        fs.blocks = true;
        assertThat(calls(p -> p.exists("/mnt/d/f")))
                .containsExactly(
                        "permission /" + SEARCH_LAZILY,
                        "permission /" + SEARCH,
                        "revalidate d",
                        "permission d" + SEARCH,
                        "revalidate f");
    }

    @Test
    void aStaleNameIsLookedUpAgainAndItsInodeGoes() {
        guest.run(p -> p.exists("/mnt/d/f"));
        fs.stale.add("f");
        assertThat(calls(p -> p.exists("/mnt/d/f")))
                .containsSubsequence("revalidate f rcu", "evict d/f", "lookup d/f");
    }

    @Test
    void aNegativeNameIsRememberedAndRevalidated() {
        guest.run(p -> p.exists("/mnt/d/none"));
        assertThat(calls(p -> p.exists("/mnt/d/none")))
                .contains("revalidate none rcu")
                .doesNotContain("lookup d/none");
    }

    @Test
    void aLinkIsReadAndItsTargetWalkedFromItsDirectory() {
        assertThat(calls(p -> p.exists("/mnt/l")))
                .containsExactly(
                        "permission /" + SEARCH_LAZILY,
                        "lookup l",
                        "readlink l",
                        "permission /" + SEARCH,
                        "lookup d",
                        "permission d" + SEARCH,
                        "lookup d/f");
    }

    @Test
    void openAsksForPermissionOnTheFileAndThenOpens() {
        guest.run(p -> p.exists("/mnt/d/f"));
        assertThat(calls(p -> p.tryOpen("/mnt/d/f", OpenFlags.O_RDONLY)))
                .endsWith(
                        "revalidate f rcu",
                        "permission d/f 4",
                        "open d/f",
                        "flush d/f",
                        "release d/f");
    }

    @Test
    void aPathOnlyOpenAsksNothingOfTheFile() {
        guest.run(p -> p.exists("/mnt/d/f"));
        assertThat(calls(p -> p.tryOpen("/mnt/d/f", OpenFlags.O_PATH)))
                .endsWith("revalidate f rcu");
    }

    @Test
    void creatingChecksTheDirectoryOnceMoreWhenTheNameIsNotThere() {
        assertThat(calls(p -> p.tryOpen("/mnt/e/new", OpenFlags.O_WRONLY | OpenFlags.O_CREAT)))
                .containsExactly(
                        "permission /" + SEARCH_LAZILY,
                        "lookup e",
                        "permission e" + SEARCH,
                        "permission e 3",
                        "lookup e/new");
    }

    @Test
    void creatingAPositiveNameChecksTheDirectoryNoMore() {
        guest.run(p -> p.exists("/mnt/d/f"));
        assertThat(calls(p -> p.tryOpen("/mnt/d/f", OpenFlags.O_WRONLY | OpenFlags.O_CREAT)))
                .doesNotContain("permission d 3")
                .contains("permission d/f 2");
    }

    @Test
    void renameWalksBothParentsAndLooksUpBothNames() {
        assertThat(calls(p -> p.rename("/mnt/d/f", "/mnt/e/f")))
                .containsExactly(
                        "permission /" + SEARCH_LAZILY,
                        "lookup d",
                        "permission d" + SEARCH,
                        "permission /" + SEARCH_LAZILY,
                        "lookup e",
                        "permission e" + SEARCH,
                        "lookup d/f",
                        "lookup e/f",
                        "permission d 3",
                        "permission e 3");
    }

    @Test
    void dotDotNeedsSearchPermissionButNoLookup() {
        guest.run(p -> p.exists("/mnt/e/x"));
        assertThat(calls(p -> p.exists("/mnt/e/x/..")))
                .containsExactly(
                        "permission /" + SEARCH_LAZILY,
                        "revalidate e rcu",
                        "permission e" + SEARCH_LAZILY,
                        "revalidate x rcu",
                        "permission e/x" + SEARCH_LAZILY);
    }

    @Test
    void chmodReachesTheFileSystemWithTheWholeMode() {
        assertThat(calls(p -> p.chmod("/mnt/d/f", 0600))).endsWith("setattr 0x41 mode 100600");
    }

    @Test
    void namesInUseSurviveDroppedCachesAndOthersGoLeafFirstOnTheSecondDrop() {
        Consumer<Program> drop =
                p -> {
                    int fd = (int) p.open("/proc/sys/vm/drop_caches", OpenFlags.O_WRONLY);
                    p.write(fd, "2");
                    p.sys.close(fd);
                };
        guest.run(p -> p.exists("/mnt/d/f"));
        guest.run(p -> p.exists("/mnt/d/f"));
        assertThat(calls(drop)).as("a name that was used again has one more round").isEmpty();
        assertThat(calls(drop)).containsExactly("evict d/f", "evict d");
        assertThat(
                        calls(p -> {
                            int fd = (int) p.open("/mnt/d/f", OpenFlags.O_RDONLY);
                            drop.accept(p);
                            drop.accept(p);
                            seenOpen = p.read(fd, 1);
                        }))
                .doesNotContain("evict d/f");
        assertThat(seenOpen).isEqualTo("\0");
    }

    private String seenOpen = "";

    @Test
    void unmountingForgetsNamesAndInodes() {
        guest.run(p -> p.exists("/mnt/d/f"));
        assertThat(calls(p -> p.sys.umount2("/mnt", 0)))
                .containsExactly(
                        "evict d/f", "evict d", "evict ", "sync start", "sync wait", "kill");
    }

    @Test
    void aStaleDirectoryLosesWhatIsMountedBelowIt() {
        guest.run(p -> {
            p.sys.mount("none", "/mnt/e/x", "ramfs", 0, "");
            fs.stale.add("e");
            fs.remove("e");
            assertThat(p.exists("/mnt/e/x")).isEqualTo(-Errno.ENOENT);
            assertThat(p.read("/proc/mounts")).doesNotContain("/mnt/e");
        });
    }

    @Test
    void syncTellsEachFileSystemTwice() {
        assertThat(calls(p -> p.sys.sync())).containsExactly("sync start", "sync wait");
    }

    @Test
    void aStaleHandleMakesTheWholePathBeRevalidatedOnce() {
        guest.run(p -> p.exists("/mnt/d/f"));
        fs.staleOpens = 1;
        assertThat(calls(p -> assertThat(p.tryOpen("/mnt/d/f", OpenFlags.O_RDONLY)).isZero()))
                .containsSequence("open d/f", "permission /" + SEARCH, "revalidate d reval")
                .containsSequence("revalidate f reval", "permission d/f 4", "open d/f");
        fs.staleOpens = 3;
        assertThat(calls(p -> seenError = p.tryOpen("/mnt/d/f", OpenFlags.O_RDONLY)))
                .filteredOn("open d/f"::equals)
                .hasSize(2);
        assertThat(seenError).isEqualTo(-Errno.ESTALE);
    }

    private long seenError;
}
