package dev.fuselage.devices.fs;

import static dev.fuselage.devices.fs.FileSystemUser.caller;
import static dev.fuselage.devices.fs.FileSystemUser.fails;
import static dev.fuselage.devices.fs.FileSystemUser.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystemContract.Feature;
import dev.fuselage.fuse.linux.AccessMode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import org.junit.jupiter.api.Test;

/** stat(2), chmod(2), chown(2), utimensat(2), access(2), and set-id bits as inode(7) has them. */
interface AttributesContract extends ContractFixture {

    @Test
    default void chmodSetsAllTwelveBits() {
        Node f = user().touch(root(), "f");
        user().chmod(f, Mode.S_IFREG | 07751);
        assertThat(user().stat(f).mode).isEqualTo(Mode.S_IFREG | 07751);
        Node d = user().mkdir(root(), "d");
        user().chmod(d, 01700);
        assertThat(user().stat(d).mode).isEqualTo(Mode.S_IFDIR | 01700);
    }

    @Test
    default void chownChangesWhatIsAskedFor() {
        needs(Feature.FOREIGN_OWNERS);
        Node f = user().touch(root(), "f");
        SetAttributes s = new SetAttributes();
        s.valid = SetAttributes.GID;
        s.gid = 44;
        ok(user().setattr(f, s));
        assertThat(user().stat(f).uid).isZero();
        assertThat(user().stat(f).gid).isEqualTo(44);
        s.valid = SetAttributes.UID;
        s.uid = 33;
        ok(user().setattr(f, s));
        assertThat(user().stat(f).uid).isEqualTo(33);
        assertThat(user().stat(f).gid).isEqualTo(44);
    }

    @Test
    default void chownOfALinkChangesTheLink() {
        needs(Feature.FOREIGN_OWNERS);
        user().touch(root(), "target");
        NodeResult l = new NodeResult();
        ok(fs().symlink(user().root, root(), FileName.of("l"), FileName.of("target"), l));
        user().chown(l.node(), 5, 6);
        assertThat(user().stat(l.node()).uid).isEqualTo(5);
        assertThat(user().find(root(), "target").attributes.uid).isZero();
    }

    @Test
    default void chownRemovesSetIdBits() {
        needs(Feature.FOREIGN_OWNERS);
        Node f = user().touch(root(), "f");
        user().chmod(f, 06755);
        user().chown(f, 1000, 1000);
        assertThat(user().permissions(f)).isEqualTo(0755);
        Node d = user().mkdir(root(), "d");
        user().chmod(d, 02755);
        user().chown(d, 1000, 1000);
        assertThat(user().permissions(d)).isEqualTo(02755);
    }

    @Test
    default void aWriteKeepsSetIdBitsUnlessTheCallerMayNot() {
        Node f = user().touch(root(), "f");
        Handle h = user().open(f, OpenFlags.O_RDWR);
        user().chmod(f, 06755);
        user().write(h, 0, "x");
        assertThat(user().permissions(f)).isEqualTo(06755);
        byte[] x = {'x'};
        assertThat(user().write(h, 0, x, FileSystem.WRITE_KILL_SUIDGID)).isEqualTo(1);
        assertThat(user().permissions(f)).isEqualTo(0755);
        fs().release(h);
    }

    @Test
    default void truncationKeepsSetIdBitsUnlessTheCallerMayNot() {
        Node f = user().file(root(), "f", "text");
        user().chmod(f, 06755);
        ok(user().truncate(f, null, 2));
        assertThat(user().permissions(f)).isEqualTo(06755);
        SetAttributes s = new SetAttributes();
        s.valid = SetAttributes.SIZE | SetAttributes.KILL_SUIDGID;
        s.size = 1;
        ok(user().setattr(f, s));
        assertThat(user().permissions(f)).isEqualTo(0755);
    }

    @Test
    default void openWithTruncKeepsSetIdBitsUnlessTheCallerMayNot() {
        Node f = user().file(root(), "f", "text");
        user().chmod(f, 06755);
        fs().release(user().open(f, OpenFlags.O_WRONLY | OpenFlags.O_TRUNC));
        assertThat(user().permissions(f)).isEqualTo(06755);
        HandleResult h = new HandleResult();
        int flags = OpenFlags.O_WRONLY | OpenFlags.O_TRUNC;
        ok(fs().open(f, flags, FileSystem.OPEN_KILL_SUIDGID, h));
        fs().release(h.handle());
        assertThat(user().permissions(f)).isEqualTo(0755);
    }

    @Test
    default void timesAreKeptToTheNanosecond() {
        Node f = user().touch(root(), "f");
        SetAttributes s = new SetAttributes();
        s.valid = SetAttributes.ATIME | SetAttributes.MTIME;
        s.atime = 12;
        s.atimeNanos = 999_999_999;
        s.mtime = -34;
        s.mtimeNanos = 1;
        ok(user().setattr(f, s));
        FileAttributes a = user().stat(f);
        assertThat(a.atime).isEqualTo(12);
        assertThat(a.atimeNanos).isEqualTo(999_999_999);
        assertThat(a.mtime).isEqualTo(-34);
        assertThat(a.mtimeNanos).isEqualTo(1);
    }

    @Test
    default void eachTimeIsSetAlone() {
        Node f = user().touch(root(), "f");
        user().age(f);
        SetAttributes s = new SetAttributes();
        s.valid = SetAttributes.ATIME | SetAttributes.ATIME_NOW;
        ok(user().setattr(f, s));
        assertThat(user().stat(f).mtime).isEqualTo(1000);
        assertThat(user().stat(f).atime).isGreaterThan(1000);
        user().age(f);
        s.valid = SetAttributes.MTIME | SetAttributes.MTIME_NOW;
        ok(user().setattr(f, s));
        assertThat(user().stat(f).atime).isEqualTo(1000);
        assertThat(user().stat(f).mtime).isGreaterThan(1000);
    }

    @Test
    default void timesOfALinkAreItsOwn() {
        NodeResult l = new NodeResult();
        ok(fs().symlink(user().root, root(), FileName.of("l"), FileName.of("nowhere"), l));
        user().age(l.node());
        assertThat(user().stat(l.node()).mtime).isEqualTo(1000);
    }

    @Test
    default void writingMovesTheModificationTime() {
        Node f = user().file(root(), "f", "text");
        user().age(f);
        Handle h = user().open(f, OpenFlags.O_RDWR);
        user().write(h, 0, "T");
        assertThat(user().stat(f).mtime).isGreaterThan(1000);
        assertThat(user().stat(f).atime).isEqualTo(1000);
        fs().release(h);
    }

    @Test
    default void setattrTellsTheResult() {
        Node f = user().touch(root(), "f");
        SetAttributes s = new SetAttributes();
        s.valid = SetAttributes.MODE | SetAttributes.SIZE;
        s.mode = 0600;
        s.size = 7;
        FileAttributes out = new FileAttributes();
        ok(fs().setattr(f, null, s, out));
        assertThat(out.mode).isEqualTo(Mode.S_IFREG | 0600);
        assertThat(out.size).isEqualTo(7);
        assertThat(out.ino).isEqualTo(f.ino());
    }

    @Test
    default void aChangeOfNothingTellsTheAttributes() {
        Node f = user().file(root(), "f", "text");
        FileAttributes out = new FileAttributes();
        ok(fs().setattr(f, null, new SetAttributes(), out));
        assertThat(out.size).isEqualTo(4);
    }

    @Test
    default void aBirthTimeDoesNotChange() {
        needs(Feature.BIRTH_TIME);
        Node f = user().touch(root(), "f");
        FileAttributes born = user().stat(f);
        assertThat(born.hasBtime).isTrue();
        user().age(f);
        FileAttributes later = user().stat(f);
        assertThat(later.btime).isEqualTo(born.btime);
        assertThat(later.btimeNanos).isEqualTo(born.btimeNanos);
    }

    @Test
    default void accessAsksOwnerThenGroupThenOthers() {
        needs(Feature.FOREIGN_OWNERS);
        Node f = user().touch(root(), "f");
        user().chown(f, 1000, 2000);
        user().chmod(f, 0451);
        int r = AccessMode.R_OK;
        int w = AccessMode.W_OK;
        int x = AccessMode.X_OK;
        ok(fs().access(f, r, caller(1000, 1)));
        fails(fs().access(f, x, caller(1000, 2000)), Errno.EACCES);
        ok(fs().access(f, r | x, caller(1, 2000)));
        ok(fs().access(f, r | x, caller(1, 1, 2000)));
        fails(fs().access(f, w, caller(1, 2000)), Errno.EACCES);
        ok(fs().access(f, x, caller(1, 1)));
        fails(fs().access(f, r, caller(1, 1)), Errno.EACCES);
        ok(fs().access(f, r | w | x, caller(0, 0)));
    }

    @Test
    default void rootExecutesOnlyWhatSomebodyMay() {
        Node f = user().touch(root(), "f");
        user().chmod(f, 0666);
        fails(fs().access(f, AccessMode.X_OK, caller(0, 0)), Errno.EACCES);
        ok(fs().access(f, AccessMode.R_OK | AccessMode.W_OK, caller(0, 0)));
        ok(fs().access(f, AccessMode.F_OK, caller(5, 5)));
    }
}
