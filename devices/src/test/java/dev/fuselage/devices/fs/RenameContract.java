package dev.fuselage.devices.fs;

import static dev.fuselage.devices.fs.FileSystemUser.fails;
import static dev.fuselage.devices.fs.FileSystemUser.ok;
import static dev.fuselage.fuse.linux.RenameFlags.RENAME_EXCHANGE;
import static dev.fuselage.fuse.linux.RenameFlags.RENAME_NOREPLACE;
import static dev.fuselage.fuse.linux.RenameFlags.RENAME_WHITEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystemContract.Feature;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import org.junit.jupiter.api.Test;

/** rename(2), renameat2(2). */
interface RenameContract extends ContractFixture {

    @Test
    default void renameMovesAName() {
        Node d = user().mkdir(root(), "d");
        Node f = user().file(root(), "f", "text");
        ok(user().rename(root(), "f", d, "g", 0));
        assertThat(user().exists(root(), "f")).isFalse();
        assertThat(user().find(d, "g").node()).isSameAs(f);
        assertThat(user().text(f)).isEqualTo("text");
    }

    @Test
    default void renameReplacesAFile() {
        Node f = user().file(root(), "f", "new");
        Node g = user().file(root(), "g", "old");
        Handle open = user().open(g, OpenFlags.O_RDONLY);
        ok(user().rename(root(), "f", root(), "g", 0));
        assertThat(user().find(root(), "g").node()).isSameAs(f);
        assertThat(user().stat(g).nlink).isZero();
        assertThat(user().text(open, 0, 10)).isEqualTo("old");
        fs().release(open);
    }

    @Test
    default void renameOfAMissingNameIsEnoent() {
        fails(user().rename(root(), "f", root(), "g", 0), Errno.ENOENT);
    }

    @Test
    default void renameToItselfDoesNothing() {
        Node f = user().file(root(), "f", "text");
        ok(user().rename(root(), "f", root(), "f", 0));
        assertThat(user().find(root(), "f").node()).isSameAs(f);
    }

    @Test
    default void renameOfOneLinkOverAnotherDoesNothing() {
        Node f = user().file(root(), "f", "text");
        ok(fs().link(f, root(), FileName.of("g"), new NodeResult()));
        ok(user().rename(root(), "f", root(), "g", 0));
        assertThat(user().exists(root(), "f")).isTrue();
        assertThat(user().stat(f).nlink).isEqualTo(2);
    }

    @Test
    default void renameMovesADirectoryWithItsContent() {
        Node a = user().mkdir(root(), "a");
        Node b = user().mkdir(root(), "b");
        Node sub = user().mkdir(a, "sub");
        user().touch(sub, "f");
        ok(user().rename(a, "sub", b, "moved", 0));
        assertThat(user().find(b, "moved").node()).isSameAs(sub);
        assertThat(user().exists(sub, "f")).isTrue();
    }

    @Test
    default void renameOfADirectoryMovesItsLinkToTheParent() {
        needs(Feature.DIRECTORY_LINKS);
        Node a = user().mkdir(root(), "a");
        Node b = user().mkdir(root(), "b");
        user().mkdir(a, "sub");
        ok(user().rename(a, "sub", b, "sub", 0));
        assertThat(user().stat(a).nlink).isEqualTo(2);
        assertThat(user().stat(b).nlink).isEqualTo(3);
    }

    @Test
    default void aDirectoryReplacesAnEmptyDirectoryOnly() {
        Node a = user().mkdir(root(), "a");
        user().touch(a, "in");
        Node b = user().mkdir(root(), "b");
        user().touch(b, "in");
        fails(user().rename(root(), "a", root(), "b", 0), Errno.ENOTEMPTY);
        ok(fs().unlink(b, FileName.of("in")));
        ok(user().rename(root(), "a", root(), "b", 0));
        assertThat(user().find(root(), "b").node()).isSameAs(a);
        assertThat(user().stat(b).nlink).isZero();
    }

    @Test
    default void aDirectoryAndAFileDoNotReplaceEachOther() {
        user().mkdir(root(), "d");
        user().touch(root(), "f");
        fails(user().rename(root(), "d", root(), "f", 0), Errno.ENOTDIR);
        fails(user().rename(root(), "f", root(), "d", 0), Errno.EISDIR);
    }

    @Test
    default void aDirectoryDoesNotMoveIntoItself() {
        Node a = user().mkdir(root(), "a");
        Node b = user().mkdir(a, "b");
        fails(user().rename(root(), "a", a, "x", 0), Errno.EINVAL);
        fails(user().rename(root(), "a", b, "x", 0), Errno.EINVAL);
        fails(user().rename(root(), "a", b, "x", RENAME_NOREPLACE), Errno.EINVAL);
    }

    @Test
    default void aDirectoryIsNotReplacedByItsOwnContent() {
        Node a = user().mkdir(root(), "a");
        Node b = user().mkdir(a, "b");
        user().touch(b, "f");
        fails(user().rename(b, "f", root(), "a", 0), Errno.ENOTEMPTY);
    }

    @Test
    default void noReplaceRefusesAnExistingName() {
        user().file(root(), "f", "1");
        user().file(root(), "g", "2");
        fails(user().rename(root(), "f", root(), "g", RENAME_NOREPLACE), Errno.EEXIST);
        ok(user().rename(root(), "f", root(), "h", RENAME_NOREPLACE));
        assertThat(user().exists(root(), "h")).isTrue();
    }

    @Test
    default void exchangeSwapsAFileAndADirectory() {
        needs(Feature.EXCHANGE);
        Node a = user().mkdir(root(), "a");
        Node b = user().mkdir(root(), "b");
        Node sub = user().mkdir(a, "x");
        Node f = user().touch(b, "y");
        ok(user().rename(a, "x", b, "y", RENAME_EXCHANGE));
        assertThat(user().find(a, "x").node()).isSameAs(f);
        assertThat(user().find(b, "y").node()).isSameAs(sub);
    }

    @Test
    default void exchangeNeedsBothNames() {
        needs(Feature.EXCHANGE);
        user().touch(root(), "f");
        fails(user().rename(root(), "f", root(), "g", RENAME_EXCHANGE), Errno.ENOENT);
    }

    @Test
    default void exchangeDoesNotMakeALoop() {
        needs(Feature.EXCHANGE);
        Node a = user().mkdir(root(), "a");
        user().touch(a, "f");
        fails(user().rename(a, "f", root(), "a", RENAME_EXCHANGE), Errno.EINVAL);
    }

    @Test
    default void whiteoutLeavesADeviceBehind() {
        needs(Feature.WHITEOUT);
        Node f = user().file(root(), "f", "text");
        ok(user().rename(root(), "f", root(), "g", RENAME_WHITEOUT));
        assertThat(user().find(root(), "g").node()).isSameAs(f);
        FileAttributes left = user().find(root(), "f").attributes;
        assertThat(left.mode).isEqualTo(Mode.S_IFCHR);
        assertThat(left.rdev).isZero();
    }

    @Test
    default void contradictingFlagsAreEinval() {
        user().touch(root(), "f");
        user().touch(root(), "g");
        int both = RENAME_EXCHANGE | RENAME_NOREPLACE;
        fails(user().rename(root(), "f", root(), "g", both), Errno.EINVAL);
        both = RENAME_EXCHANGE | RENAME_WHITEOUT;
        fails(user().rename(root(), "f", root(), "g", both), Errno.EINVAL);
        fails(user().rename(root(), "f", root(), "g", 1 << 20), Errno.EINVAL);
    }
}
