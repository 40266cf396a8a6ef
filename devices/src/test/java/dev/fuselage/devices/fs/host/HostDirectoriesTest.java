package dev.fuselage.devices.fs.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.linux.DirentType;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories as the host lists them. */
class HostDirectoriesTest {

    @TempDir Path directory;

    private record Entry(String name, long ino, int type, long next) {}

    private static Handle opendir(HostShare share, Node node) {
        assertThat(share.fs.opendir(node, share.opened)).isZero();
        return share.opened.handle();
    }

    /** At most {@code most} entries from an offset on. */
    private static List<Entry> list(HostShare share, Handle handle, long offset, int most) {
        List<Entry> entries = new ArrayList<>();
        int error =
                share.fs.readdir(
                        handle,
                        offset,
                        (name, ino, type, next) ->
                                entries.size() < most
                                        && entries.add(
                                                new Entry(name.toString(), ino, type, next)));
        assertThat(error).isZero();
        return entries;
    }

    /** The whole directory, so many entries a request. */
    private static List<Entry> listAll(HostShare share, Handle handle, int most) {
        List<Entry> all = new ArrayList<>();
        List<Entry> some = list(share, handle, 0, most);
        while (!some.isEmpty()) {
            all.addAll(some);
            some = list(share, handle, some.getLast().next, most);
        }
        return all;
    }

    @Test
    void aLargeDirectoryIsListedOnceWhateverFitsARequest() throws IOException {
        Set<String> expected = new HashSet<>(Set.of(".", ".."));
        for (int i = 0; i < 2000; i++) {
            String name = "entry number " + i;
            Files.createFile(directory.resolve(name));
            expected.add(name);
        }
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = opendir(share, share.fs.root());
            for (int most : new int[] {1, 7, 500, 100_000}) {
                List<Entry> all = listAll(share, handle, most);
                assertThat(all).as("%d a request", most).hasSize(expected.size());
                assertThat(all.stream().map(Entry::name)).containsAll(expected);
            }
            share.fs.releasedir(handle);
        }
    }

    @Test
    void anyOffsetMayBeAskedForAgain() throws IOException {
        for (int i = 0; i < 300; i++) {
            Files.createFile(directory.resolve("f" + i));
        }
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = opendir(share, share.fs.root());
            List<Entry> all = listAll(share, handle, 1000);
            for (int from : new int[] {250, 3, 100, 299, 0}) {
                List<Entry> some = list(share, handle, all.get(from).next, 5);
                assertThat(some).isEqualTo(all.subList(from + 1, Math.min(from + 6, all.size())));
            }
        }
    }

    @Test
    void namesAreBytesAndInodeNumbersAndTypesAreTheHosts() throws IOException {
        try (HostShare share = HostShare.of(directory)) {
            Node root = share.fs.root();
            String latin = "not UTF-8: \u00e4\u00ff\u0080";
            share.create(root, latin, 0600);
            long ino = share.found.node().ino();
            share.fs.mkdir(share.root, root, HostShare.name("d"), 0700, share.found);
            share.fs.mknod(
                    share.root, root, HostShare.name("p"), Mode.S_IFIFO | 0600, 0, share.found);
            List<Entry> all = listAll(share, opendir(share, root), 100);
            assertThat(all).anyMatch(e -> e.name.equals(latin) && e.ino == ino);
            assertThat(all).anyMatch(e -> e.name.equals("d") && e.type == DirentType.DT_DIR);
            assertThat(all).anyMatch(e -> e.name.equals("p") && e.type == DirentType.DT_FIFO);
            assertThat(share.lookup(root, latin)).isZero();
            assertThat(share.found.node().ino()).isEqualTo(ino);
        }
    }

    @Test
    void aboveTheRootThereIsTheRoot() throws IOException {
        Files.createDirectory(directory.resolve("d"));
        try (HostShare share = HostShare.of(directory)) {
            long root = share.fs.root().ino();
            assertThat(listAll(share, opendir(share, share.fs.root()), 100))
                    .anyMatch(e -> e.name.equals("..") && e.ino == root)
                    .anyMatch(e -> e.name.equals(".") && e.ino == root);
            assertThat(listAll(share, opendir(share, share.node("d")), 100))
                    .anyMatch(e -> e.name.equals("..") && e.ino == root);
        }
    }

    @Test
    void entriesThatStayAreListedOnceWhileOthersComeAndGo() throws IOException {
        for (int i = 0; i < 400; i++) {
            Files.createFile(directory.resolve("stays" + i));
            Files.createFile(directory.resolve("goes" + i));
        }
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = opendir(share, share.fs.root());
            List<String> seen = new ArrayList<>();
            List<Entry> some = list(share, handle, 0, 20);
            for (int round = 0; !some.isEmpty(); round++) {
                some.forEach(e -> seen.add(e.name));
                Files.deleteIfExists(directory.resolve("goes" + round));
                Files.createFile(directory.resolve("comes" + round));
                some = list(share, handle, some.getLast().next, 20);
            }
            assertThat(seen).doesNotHaveDuplicates();
            assertThat(seen)
                    .containsAll(IntStream.range(0, 400).mapToObj(i -> "stays" + i).toList());
        }
    }

    @Test
    void aRewoundDirectoryShowsWhatIsNew() throws IOException {
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = opendir(share, share.fs.root());
            assertThat(listAll(share, handle, 100)).hasSize(2);
            Files.createFile(directory.resolve("new"));
            assertThat(listAll(share, handle, 100)).hasSize(3);
        }
    }

    @Test
    void twoHandlesOfOneDirectoryDoNotDisturbEachOther() throws IOException {
        for (int i = 0; i < 50; i++) {
            Files.createFile(directory.resolve("f" + i));
        }
        try (HostShare share = HostShare.of(directory)) {
            Handle one = opendir(share, share.fs.root());
            Handle two = opendir(share, share.fs.root());
            List<Entry> all = listAll(share, one, 100);
            List<Entry> first = list(share, one, 0, 10);
            assertThat(listAll(share, two, 3)).isEqualTo(all);
            assertThat(list(share, one, first.getLast().next, 100))
                    .isEqualTo(all.subList(10, all.size()));
            share.fs.releasedir(one);
            Handle three = opendir(share, share.fs.root());
            assertThat(listAll(share, three, 100)).isEqualTo(all);
        }
    }

    @Test
    void anOffsetThatIsNoneLosesNoEntries() throws IOException {
        for (int i = 0; i < 50; i++) {
            Files.createFile(directory.resolve("f" + i));
        }
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = opendir(share, share.fs.root());
            List<Entry> all = listAll(share, handle, 100);
            long tenth = list(share, handle, 0, 10).getLast().next;
            assertThat(share.fs.readdir(handle, -1, (n, i, t, o) -> true)).isEqualTo(-Errno.EINVAL);
            assertThat(list(share, handle, tenth, 100)).isEqualTo(all.subList(10, all.size()));
        }
    }

    /** More than can have entries read ahead, so that they take these from one another. */
    @Test
    void manyDirectoriesMayBeReadByTurns() throws IOException {
        for (int i = 0; i < 50; i++) {
            Files.createFile(directory.resolve("f" + i));
        }
        try (HostShare share = HostShare.of(directory)) {
            Handle first = opendir(share, share.fs.root());
            List<Entry> all = listAll(share, first, 100);
            int count = EntryBuffers.MOST + 10;
            List<Handle> handles = new ArrayList<>();
            List<List<Entry>> seen = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                handles.add(opendir(share, share.fs.root()));
                seen.add(new ArrayList<>(list(share, handles.get(i), 0, 5)));
            }
            for (int at = 5; at < all.size(); at += 5) {
                for (int i = 0; i < count; i++) {
                    long offset = seen.get(i).getLast().next;
                    seen.get(i).addAll(list(share, handles.get(i), offset, 5));
                }
            }
            for (int i = 0; i < count; i++) {
                assertThat(seen.get(i)).as("directory %d", i).isEqualTo(all);
                share.fs.releasedir(handles.get(i));
            }
            Handle last = opendir(share, share.fs.root());
            assertThat(listAll(share, last, 100)).isEqualTo(all);
        }
    }

    @Test
    void anErrorAfterSomeEntriesComesWithTheNextRequest() throws IOException {
        Files.createFile(directory.resolve("f"));
        SteppedCalls calls = new SteppedCalls();
        try (HostShare share = HostShare.of(directory, HostOptions.DEFAULT, calls)) {
            Handle handle = opendir(share, share.fs.root());
            calls.after(
                    SystemCall.GETDENTS64, () -> calls.fail(SystemCall.GETDENTS64, 2, Errno.EIO));
            List<Entry> some = list(share, handle, 0, 100);
            assertThat(some).hasSize(3);
            assertThat(share.fs.readdir(handle, some.getLast().next, (n, i, t, o) -> true))
                    .isEqualTo(-Errno.EIO);
        }
    }
}
