package dev.fuselage.devices.fs;

import static dev.fuselage.devices.fs.FileSystemUser.fails;
import static dev.fuselage.devices.fs.FileSystemUser.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.DirentType;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** readdir(3), seekdir(3), fsync(2) of directories. */
interface DirectoryContract extends ContractFixture {

    @Test
    default void anEmptyDirectoryHasTwoNames() {
        Node d = user().mkdir(root(), "d");
        assertThat(user().list(d, 10)).containsExactlyInAnyOrder(".", "..");
    }

    @Test
    default void everyNameIsListedOnceHoweverSmallTheBuffer() {
        List<String> names = new ArrayList<>(List.of(".", ".."));
        for (int i = 0; i < 200; i++) {
            String name = "file" + i;
            user().touch(root(), name);
            names.add(name);
        }
        assertThat(user().list(root(), 1000)).containsExactlyInAnyOrderElementsOf(names);
        assertThat(user().list(root(), 1)).containsExactlyInAnyOrderElementsOf(names);
        assertThat(user().list(root(), 7)).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    default void entriesTellInodeNumberAndType() {
        Node d = user().mkdir(root(), "d");
        Node f = user().touch(d, "f");
        Node sub = user().mkdir(d, "sub");
        NodeResult l = new NodeResult();
        ok(fs().symlink(user().root, d, FileName.of("l"), FileName.of("x"), l));
        NodeResult p = new NodeResult();
        ok(fs().mknod(user().root, d, FileName.of("p"), Mode.S_IFIFO | 0600, 0, p));
        Map<String, List<Long>> seen = new HashMap<>();
        HandleResult h = new HandleResult();
        ok(fs().opendir(d, h));
        ok(
                fs().readdir(
                                h.handle(),
                                0,
                                (name, ino, type, next) -> {
                                    seen.put(name.toString(), List.of(ino, (long) type));
                                    return true;
                                }));
        fs().releasedir(h.handle());
        assertThat(seen)
                .containsEntry("f", List.of(f.ino(), (long) DirentType.DT_REG))
                .containsEntry("sub", List.of(sub.ino(), (long) DirentType.DT_DIR))
                .containsEntry("l", List.of(l.node().ino(), (long) DirentType.DT_LNK))
                .containsEntry("p", List.of(p.node().ino(), (long) DirentType.DT_FIFO))
                .containsEntry(".", List.of(d.ino(), (long) DirentType.DT_DIR));
        assertThat(seen).hasSize(6).containsKey("..");
    }

    @Test
    default void anOffsetIsAPlaceThatStays() {
        for (int i = 0; i < 50; i++) {
            user().touch(root(), "n" + i);
        }
        HandleResult h = new HandleResult();
        ok(fs().opendir(root(), h));
        List<String> first = new ArrayList<>();
        List<Long> offsets = new ArrayList<>();
        ok(
                fs().readdir(
                                h.handle(),
                                0,
                                (name, ino, type, next) -> {
                                    first.add(name.toString());
                                    offsets.add(next);
                                    return true;
                                }));
        for (int i : new int[] {40, 3, 20, 20, 0}) {
            List<String> rest = new ArrayList<>();
            ok(
                    fs().readdir(
                                    h.handle(),
                                    offsets.get(i),
                                    (name, ino, type, next) -> rest.add(name.toString())));
            assertThat(rest).isEqualTo(first.subList(i + 1, first.size()));
        }
        fs().releasedir(h.handle());
    }

    @Test
    default void namesThatStayAreListedOnceWhileOthersComeAndGo() {
        for (int i = 0; i < 100; i++) {
            user().touch(root(), "stay" + i);
            user().touch(root(), "go" + i);
        }
        HandleResult h = new HandleResult();
        ok(fs().opendir(root(), h));
        List<String> seen = new ArrayList<>();
        long[] offset = {0};
        for (int round = 0; round < 100; round++) {
            int limit = seen.size() + 5;
            ok(
                    fs().readdir(
                                    h.handle(),
                                    offset[0],
                                    (name, ino, type, next) -> {
                                        if (seen.size() == limit) {
                                            return false;
                                        }
                                        seen.add(name.toString());
                                        offset[0] = next;
                                        return true;
                                    }));
            ok(fs().unlink(root(), FileName.of("go" + round)));
            user().touch(root(), "new" + round);
        }
        fs().releasedir(h.handle());
        List<String> stayed = seen.stream().filter(s -> s.startsWith("stay")).toList();
        assertThat(stayed).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    default void aFileIsNotOpenedAsADirectory() {
        Node f = user().touch(root(), "f");
        fails(fs().opendir(f, new HandleResult()), Errno.ENOTDIR);
    }

    @Test
    default void aDirectoryCanBeMadeDurable() {
        HandleResult h = new HandleResult();
        ok(fs().opendir(root(), h));
        ok(fs().fsyncdir(h.handle(), false));
        ok(fs().fsyncdir(h.handle(), true));
        fs().releasedir(h.handle());
    }

    @Test
    default void aRemovedDirectoryThatIsOpenListsNothing() {
        Node d = user().mkdir(root(), "d");
        HandleResult h = new HandleResult();
        ok(fs().opendir(d, h));
        ok(fs().rmdir(root(), FileName.of("d")));
        List<String> seen = new ArrayList<>();
        int result =
                fs().readdir(h.handle(), 0, (name, ino, type, next) -> seen.add(name.toString()));
        assertThat(result).isIn(0, -Errno.ENOENT);
        assertThat(seen).isEmpty();
        fs().releasedir(h.handle());
    }

    @Test
    default void changesOfNamesMoveTheTimesOfTheDirectory() {
        Node d = user().mkdir(root(), "d");
        user().age(d);
        user().touch(d, "f");
        assertThat(user().stat(d).mtime).isNotEqualTo(1000);
        user().age(d);
        ok(user().rename(d, "f", d, "g", 0));
        assertThat(user().stat(d).mtime).isNotEqualTo(1000);
        user().age(d);
        ok(fs().unlink(d, FileName.of("g")));
        assertThat(user().stat(d).mtime).isNotEqualTo(1000);
    }

    @Test
    default void aDirectoryIsNotReadAsAFile() {
        HandleResult h = new HandleResult();
        ok(fs().opendir(root(), h));
        fails(fs().read(h.handle(), 0, user().pieces(0, 10), 0, 10), Errno.EISDIR);
        assertThat(fs().write(h.handle(), 0, user().pieces(0, 10), 0, 10, 0))
                .isEqualTo(-Errno.EBADF);
        fs().releasedir(h.handle());
    }
}
