package dev.fuselage.devices.fs;

import static dev.fuselage.devices.fs.FileSystemUser.caller;
import static dev.fuselage.devices.fs.FileSystemUser.fails;
import static dev.fuselage.devices.fs.FileSystemUser.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystemContract.Feature;
import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import org.junit.jupiter.api.Test;

/**
 * Making, finding, linking and removing files: mkdir(2), mknod(2), link(2), symlink(2), unlink(2).
 */
interface NamesContract extends ContractFixture {

    private NodeResult node() {
        return new NodeResult();
    }

    private FileName name(String s) {
        return FileName.of(s);
    }

    // ------------------------------------------------------------------ finding

    @Test
    default void theRootIsADirectory() {
        FileAttributes a = user().stat(root());
        assertThat(Mode.isDirectory(a.mode)).isTrue();
        assertThat(a.ino).isEqualTo(root().ino());
    }

    @Test
    default void aMissingNameIsEnoent() {
        user().missing(root(), "nothing", Errno.ENOENT);
    }

    @Test
    default void lookingUpInAFileIsEnotdir() {
        Node f = user().touch(root(), "f");
        user().missing(f, "x", Errno.ENOTDIR);
    }

    @Test
    default void theSameFileIsTheSameNodeWhileReferenced() {
        Node made = user().touch(root(), "f");
        assertThat(user().find(root(), "f").node()).isSameAs(made);
    }

    @Test
    default void twoNamesOfAFileAreOneNode() {
        Node f = user().touch(root(), "f");
        ok(fs().link(f, root(), name("g"), node()));
        assertThat(user().find(root(), "g").node()).isSameAs(f);
        assertThat(user().stat(f).nlink).isEqualTo(2);
    }

    @Test
    default void aFileIsFoundAgainAfterAllReferencesWereReturned() {
        Node f = user().file(root(), "f", "text");
        long ino = f.ino();
        NodeResult again = user().find(root(), "f");
        fs().forget(again.node(), 2);
        NodeResult later = user().find(root(), "f");
        assertThat(later.node().ino()).isEqualTo(ino);
        assertThat(user().text(later.node())).isEqualTo("text");
    }

    @Test
    default void lookupGivesTheAttributes() {
        user().file(root(), "f", "12345");
        FileAttributes a = user().find(root(), "f").attributes;
        assertThat(a.size).isEqualTo(5);
        assertThat(a.mode).isEqualTo(Mode.S_IFREG | 0644);
    }

    @Test
    default void namesAreBytesAndUpTo255Long() {
        String odd = "\u00ff\u0001 \n*".repeat(51);
        assertThat(odd).hasSize(255);
        user().touch(root(), odd);
        assertThat(user().exists(root(), odd)).isTrue();
        assertThat(user().list(root(), 10)).contains(odd);
    }

    // ------------------------------------------------------------------ making

    @Test
    default void mkdirMakesADirectoryWithItsMode() {
        NodeResult out = node();
        ok(fs().mkdir(user().root, root(), name("d"), 01750, out));
        assertThat(out.attributes.mode).isEqualTo(Mode.S_IFDIR | 01750);
        assertThat(user().find(root(), "d").node()).isSameAs(out.node());
    }

    @Test
    default void mkdirOfAnExistingNameIsEexist() {
        user().touch(root(), "f");
        fails(fs().mkdir(user().root, root(), name("f"), 0755, node()), Errno.EEXIST);
    }

    @Test
    default void aDirectoryCountsItsSubdirectoriesAsLinks() {
        needs(Feature.DIRECTORY_LINKS);
        Node d = user().mkdir(root(), "d");
        assertThat(user().stat(d).nlink).isEqualTo(2);
        user().mkdir(d, "one");
        user().mkdir(d, "two");
        user().touch(d, "file");
        assertThat(user().stat(d).nlink).isEqualTo(4);
        ok(fs().rmdir(d, name("one")));
        assertThat(user().stat(d).nlink).isEqualTo(3);
    }

    @Test
    default void mknodMakesRegularFilesFifosAndSockets() {
        int[] types = {Mode.S_IFREG, Mode.S_IFIFO, Mode.S_IFSOCK};
        for (int type : types) {
            NodeResult out = node();
            FileName n = name("n" + type);
            ok(fs().mknod(user().root, root(), n, type | 0640, 0, out));
            assertThat(out.attributes.mode).isEqualTo(type | 0640);
            assertThat(out.attributes.size).isZero();
        }
    }

    @Test
    default void mknodMakesDevices() {
        needs(Feature.DEVICE_NODES);
        int dev = DeviceNumber.of(0x123, 0x45678);
        NodeResult out = node();
        ok(fs().mknod(user().root, root(), name("c"), Mode.S_IFCHR | 0600, dev, out));
        assertThat(out.attributes.mode).isEqualTo(Mode.S_IFCHR | 0600);
        assertThat(out.attributes.rdev).isEqualTo(dev);
        ok(fs().mknod(user().root, root(), name("b"), Mode.S_IFBLK | 0600, dev, out));
        assertThat(out.attributes.rdev).isEqualTo(dev);
    }

    @Test
    default void mknodOfADirectoryIsRefused() {
        int result = fs().mknod(user().root, root(), name("d"), Mode.S_IFDIR | 0755, 0, node());
        assertThat(result).isIn(-Errno.EPERM, -Errno.EINVAL);
    }

    @Test
    default void symlinkKeepsItsTargetByteForByte() {
        String target = "../\u00fe/" + "x".repeat(200) + "//.";
        NodeResult out = node();
        ok(fs().symlink(user().root, root(), name("l"), name(target), out));
        assertThat(Mode.isSymbolicLink(out.attributes.mode)).isTrue();
        assertThat(out.attributes.size).isEqualTo(target.length());
        assertThat(user().readlink(out.node())).isEqualTo(target);
    }

    @Test
    default void readlinkCutsOffWhatDoesNotFit() {
        NodeResult out = node();
        ok(fs().symlink(user().root, root(), name("l"), name("abcdef"), out));
        assertThat(fs().readlink(out.node(), user().pieces(0, 4), 0, 4)).isEqualTo(4);
        assertThat(user().memory(0, 4)).containsExactly('a', 'b', 'c', 'd');
    }

    @Test
    default void readlinkOfAFileIsEinval() {
        Node f = user().touch(root(), "f");
        fails(fs().readlink(f, user().pieces(0, 100), 0, 100), Errno.EINVAL);
    }

    @Test
    default void createMakesAFileAndOpensIt() {
        NodeResult out = node();
        HandleResult handle = new HandleResult();
        int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT;
        ok(fs().create(user().root, root(), name("f"), 0640, flags, 0, out, handle));
        assertThat(out.attributes.mode).isEqualTo(Mode.S_IFREG | 0640);
        assertThat(handle.handle().node()).isSameAs(out.node());
        assertThat(user().write(handle.handle(), 0, "x")).isEqualTo(1);
        fs().release(handle.handle());
    }

    @Test
    default void createOfAnExistingFileOpensIt() {
        Node f = user().file(root(), "f", "old");
        NodeResult out = node();
        HandleResult handle = new HandleResult();
        int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT;
        ok(fs().create(user().root, root(), name("f"), 0600, flags, 0, out, handle));
        assertThat(out.node()).isSameAs(f);
        assertThat(out.attributes.mode).isEqualTo(Mode.S_IFREG | 0644);
        assertThat(user().text(handle.handle(), 0, 10)).isEqualTo("old");
        fs().release(handle.handle());
    }

    @Test
    default void createWithTruncEmptiesAnExistingFile() {
        user().file(root(), "f", "old");
        NodeResult out = node();
        HandleResult handle = new HandleResult();
        int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
        ok(fs().create(user().root, root(), name("f"), 0600, flags, 0, out, handle));
        assertThat(user().stat(out.node()).size).isZero();
        fs().release(handle.handle());
    }

    @Test
    default void createWithExclOfAnExistingNameIsEexist() {
        user().touch(root(), "f");
        int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
        fails(
                fs().create(
                                user().root,
                                root(),
                                name("f"),
                                0600,
                                flags,
                                0,
                                node(),
                                new HandleResult()),
                Errno.EEXIST);
    }

    @Test
    default void newFilesBelongToTheCaller() {
        needs(Feature.FOREIGN_OWNERS);
        NodeResult out = node();
        user().chmod(root(), 0777);
        ok(fs().mkdir(caller(1000, 1001), root(), name("d"), 0755, out));
        assertThat(out.attributes.uid).isEqualTo(1000);
        assertThat(out.attributes.gid).isEqualTo(1001);
        ok(fs().symlink(caller(7, 8), root(), name("l"), name("t"), out));
        assertThat(out.attributes.uid).isEqualTo(7);
        assertThat(out.attributes.gid).isEqualTo(8);
    }

    @Test
    default void aSetGroupIdDirectoryGivesItsGroupOn() {
        needs(Feature.FOREIGN_OWNERS);
        Node d = user().mkdir(root(), "d");
        user().chown(d, 0, 500);
        user().chmod(d, 02777);
        NodeResult out = node();
        ok(fs().mkdir(caller(1000, 1001), d, name("sub"), 0755, out));
        assertThat(out.attributes.gid).isEqualTo(500);
        assertThat(out.attributes.mode & 07777).isEqualTo(02755);
        ok(fs().mknod(caller(1000, 1001), d, name("f"), Mode.S_IFREG | 0644, 0, out));
        assertThat(out.attributes.uid).isEqualTo(1000);
        assertThat(out.attributes.gid).isEqualTo(500);
        assertThat(out.attributes.mode & 07777).isEqualTo(0644);
    }

    @Test
    default void aFileInASetGroupIdDirectoryKeepsSetGroupIdOnlyForItsMembers() {
        needs(Feature.FOREIGN_OWNERS);
        Node d = user().mkdir(root(), "d");
        user().chown(d, 0, 500);
        user().chmod(d, 02777);
        NodeResult out = node();
        int mode = Mode.S_IFREG | 02755;
        ok(fs().mknod(caller(1000, 1001), d, name("stranger"), mode, 0, out));
        assertThat(out.attributes.mode & 07777).isEqualTo(0755);
        ok(fs().mknod(caller(1000, 1001, 500), d, name("member"), mode, 0, out));
        assertThat(out.attributes.mode & 07777).isEqualTo(02755);
    }

    // ------------------------------------------------------------------ links and removal

    @Test
    default void linkOfADirectoryIsEperm() {
        Node d = user().mkdir(root(), "d");
        fails(fs().link(d, root(), name("e"), node()), Errno.EPERM);
    }

    @Test
    default void linkToAnExistingNameIsEexist() {
        Node f = user().touch(root(), "f");
        user().touch(root(), "g");
        fails(fs().link(f, root(), name("g"), node()), Errno.EEXIST);
    }

    @Test
    default void aSymbolicLinkCanHaveTwoNames() {
        NodeResult out = node();
        ok(fs().symlink(user().root, root(), name("l"), name("t"), out));
        Node l = out.node();
        ok(fs().link(l, root(), name("m"), out));
        assertThat(out.node()).isSameAs(l);
        assertThat(out.attributes.nlink).isEqualTo(2);
    }

    @Test
    default void unlinkRemovesANameOnly() {
        Node f = user().file(root(), "f", "text");
        ok(fs().link(f, root(), name("g"), node()));
        ok(fs().unlink(root(), name("f")));
        assertThat(user().exists(root(), "f")).isFalse();
        assertThat(user().stat(f).nlink).isEqualTo(1);
        assertThat(user().text(f)).isEqualTo("text");
    }

    @Test
    default void anUnlinkedFileLivesWhileItIsOpen() {
        Node f = user().file(root(), "f", "text");
        Handle h = user().open(f, OpenFlags.O_RDWR);
        ok(fs().unlink(root(), name("f")));
        assertThat(user().stat(f).nlink).isZero();
        assertThat(user().text(h, 0, 10)).isEqualTo("text");
        assertThat(user().write(h, 4, " more")).isEqualTo(5);
        assertThat(user().text(h, 0, 20)).isEqualTo("text more");
        fs().release(h);
    }

    @Test
    default void anUnlinkedFileStaysReadableThroughAHandleWithoutReferences() {
        Node f = user().file(root(), "f", "text");
        Handle h = user().open(f, OpenFlags.O_RDONLY);
        ok(fs().unlink(root(), name("f")));
        fs().forget(f, 1);
        assertThat(user().text(h, 0, 10)).isEqualTo("text");
        fs().release(h);
    }

    @Test
    default void linkOfAnUnlinkedFileIsEnoent() {
        Node f = user().file(root(), "f", "text");
        Handle h = user().open(f, OpenFlags.O_RDWR);
        ok(fs().unlink(root(), name("f")));
        fails(fs().link(f, root(), name("g"), node()), Errno.ENOENT);
        fs().release(h);
    }

    @Test
    default void aNameMadeAgainIsAnotherFile() {
        Node f = user().file(root(), "f", "old");
        ok(fs().unlink(root(), name("f")));
        Node again = user().file(root(), "f", "new");
        assertThat(again).isNotSameAs(f);
        assertThat(user().text(again)).isEqualTo("new");
    }

    @Test
    default void unlinkOfADirectoryIsEisdir() {
        user().mkdir(root(), "d");
        fails(fs().unlink(root(), name("d")), Errno.EISDIR);
    }

    @Test
    default void unlinkOfAMissingNameIsEnoent() {
        fails(fs().unlink(root(), name("f")), Errno.ENOENT);
    }

    @Test
    default void rmdirOfAFileIsEnotdir() {
        user().touch(root(), "f");
        fails(fs().rmdir(root(), name("f")), Errno.ENOTDIR);
    }

    @Test
    default void rmdirOfANonEmptyDirectoryIsEnotempty() {
        Node d = user().mkdir(root(), "d");
        user().touch(d, "f");
        fails(fs().rmdir(root(), name("d")), Errno.ENOTEMPTY);
        ok(fs().unlink(d, name("f")));
        ok(fs().rmdir(root(), name("d")));
        assertThat(user().exists(root(), "d")).isFalse();
    }

    @Test
    default void aRemovedDirectoryTakesNoNewNames() {
        Node d = user().mkdir(root(), "d");
        ok(fs().rmdir(root(), name("d")));
        assertThat(user().stat(d).nlink).isZero();
        fails(fs().mkdir(user().root, d, name("sub"), 0755, node()), Errno.ENOENT);
        user().missing(d, "sub", Errno.ENOENT);
    }

    // ------------------------------------------------------------------ nameless files

    @Test
    default void aTemporaryFileHasNoNameUntilItIsLinked() {
        needs(Feature.TMPFILE);
        NodeResult out = node();
        HandleResult handle = new HandleResult();
        ok(fs().tmpfile(user().root, root(), 0600, OpenFlags.O_RDWR, out, handle));
        assertThat(out.attributes.nlink).isZero();
        assertThat(user().list(root(), 10)).containsExactlyInAnyOrder(".", "..");
        assertThat(user().write(handle.handle(), 0, "hidden")).isEqualTo(6);
        Node f = out.node();
        ok(fs().link(f, root(), name("shown"), out));
        assertThat(out.node()).isSameAs(f);
        assertThat(out.attributes.nlink).isEqualTo(1);
        assertThat(user().text(user().find(root(), "shown").node())).isEqualTo("hidden");
        fs().release(handle.handle());
    }
}
