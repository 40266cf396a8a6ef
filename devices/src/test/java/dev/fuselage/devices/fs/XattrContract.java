package dev.fuselage.devices.fs;

import static dev.fuselage.devices.fs.FileSystemUser.fails;
import static dev.fuselage.devices.fs.FileSystemUser.ok;
import static dev.fuselage.fuse.linux.XattrFlags.XATTR_CREATE;
import static dev.fuselage.fuse.linux.XattrFlags.XATTR_REPLACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystemContract.Feature;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** xattr(7), acl(5). */
interface XattrContract extends ContractFixture {

    @Test
    default void anAttributeIsSetReadListedAndRemoved() {
        needs(Feature.USER_XATTR);
        Node f = user().touch(root(), "f");
        ok(user().setxattr(f, "user.one", "first", 0));
        ok(user().setxattr(f, "user.two", "", 0));
        assertThat(user().xattr(f, "user.one")).isEqualTo("first");
        assertThat(user().xattr(f, "user.two")).isEmpty();
        assertThat(user().xattrs(f)).contains("user.one", "user.two");
        ok(fs().removexattr(f, FileName.of("user.one")));
        assertThat(user().xattrs(f)).contains("user.two").doesNotContain("user.one");
        fails(user().getxattr(f, "user.one", 100), Errno.ENODATA);
    }

    @Test
    default void sizeZeroAsksForTheLength() {
        needs(Feature.USER_XATTR);
        Node f = user().touch(root(), "f");
        ok(user().setxattr(f, "user.n", "12345", 0));
        assertThat(user().getxattr(f, "user.n", 0)).isEqualTo(5);
        assertThat(user().getxattr(f, "user.n", 5)).isEqualTo(5);
        fails(user().getxattr(f, "user.n", 4), Errno.ERANGE);
        int list = fs().listxattr(f, user().pieces(0, 0), 0, 0);
        assertThat(list).isGreaterThanOrEqualTo("user.n".length() + 1);
        fails(fs().listxattr(f, user().pieces(0, 3), 0, 3), Errno.ERANGE);
    }

    @Test
    default void createAndReplaceAreStrict() {
        needs(Feature.USER_XATTR);
        Node f = user().touch(root(), "f");
        fails(user().setxattr(f, "user.n", "1", XATTR_REPLACE), Errno.ENODATA);
        ok(user().setxattr(f, "user.n", "1", XATTR_CREATE));
        fails(user().setxattr(f, "user.n", "2", XATTR_CREATE), Errno.EEXIST);
        ok(user().setxattr(f, "user.n", "3", XATTR_REPLACE));
        assertThat(user().xattr(f, "user.n")).isEqualTo("3");
    }

    @Test
    default void removingWhatIsNotThereIsEnodata() {
        needs(Feature.USER_XATTR);
        Node f = user().touch(root(), "f");
        fails(fs().removexattr(f, FileName.of("user.n")), Errno.ENODATA);
    }

    @Test
    default void userAttributesAreForFilesAndDirectories() {
        needs(Feature.USER_XATTR);
        Node d = user().mkdir(root(), "d");
        ok(user().setxattr(d, "user.n", "1", 0));
        NodeResult l = new NodeResult();
        ok(fs().symlink(user().root, root(), FileName.of("l"), FileName.of("x"), l));
        fails(user().setxattr(l.node(), "user.n", "1", 0), Errno.EPERM);
    }

    @Test
    default void anUnknownNamespaceIsEopnotsupp() {
        needs(Feature.USER_XATTR);
        Node f = user().touch(root(), "f");
        fails(user().setxattr(f, "nonsense.n", "1", 0), Errno.EOPNOTSUPP);
        fails(user().getxattr(f, "nonsense.n", 10), Errno.EOPNOTSUPP);
    }

    @Test
    default void aValueOfMoreThan64KiBIsE2big() {
        needs(Feature.USER_XATTR);
        Node f = user().touch(root(), "f");
        fails(user().setxattr(f, "user.n", new byte[65537], 0), Errno.E2BIG);
    }

    @Test
    default void writingRemovesFileCapabilities() {
        needs(Feature.PRIVILEGED_XATTR);
        Node f = user().touch(root(), "f");
        // Version 2, effective, CAP_CHOWN permitted: the form capabilities(7) describes.
        byte[] capability = new byte[20];
        capability[0] = 1;
        capability[3] = 2;
        capability[4] = 1;
        ok(user().setxattr(f, "security.capability", capability, 0));
        assertThat(user().getxattr(f, "security.capability", 0)).isEqualTo(20);
        Handle h = user().open(f, OpenFlags.O_RDWR);
        user().write(h, 0, "x");
        fs().release(h);
        fails(user().getxattr(f, "security.capability", 0), Errno.ENODATA);
    }

    private static byte[] acl(int... tagPermId) {
        ByteBuffer b =
                ByteBuffer.allocate(4 + tagPermId.length / 3 * 8).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(2);
        for (int i = 0; i < tagPermId.length; i += 3) {
            b.putShort((short) tagPermId[i]);
            b.putShort((short) tagPermId[i + 1]);
            b.putInt(tagPermId[i + 2]);
        }
        return b.array();
    }

    @Test
    default void anAccessAclShowsInTheMode() {
        needs(Feature.ACL);
        Node f = user().touch(root(), "f");
        byte[] acl = acl(1, 6, -1, 2, 7, 1000, 4, 4, -1, 0x10, 5, -1, 0x20, 1, -1);
        ok(user().setxattr(f, "system.posix_acl_access", acl, 0));
        assertThat(user().permissions(f)).isEqualTo(0651);
        user().chmod(f, 0777);
        int n = user().getxattr(f, "system.posix_acl_access", 1000);
        byte[] changed = acl(1, 7, -1, 2, 7, 1000, 4, 4, -1, 0x10, 7, -1, 0x20, 7, -1);
        assertThat(user().memory(16, n)).isEqualTo(changed);
    }

    @Test
    default void anAclThatIsAModeIsOnlyAMode() {
        needs(Feature.ACL);
        Node f = user().touch(root(), "f");
        byte[] acl = acl(1, 7, -1, 4, 5, -1, 0x20, 0, -1);
        ok(user().setxattr(f, "system.posix_acl_access", acl, 0));
        assertThat(user().permissions(f)).isEqualTo(0750);
        assertThat(user().xattrs(f)).doesNotContain("system.posix_acl_access");
    }

    @Test
    default void aDefaultAclPassesOnAndReplacesTheUmask() {
        needs(Feature.ACL);
        Node d = user().mkdir(root(), "d");
        byte[] acl = acl(1, 7, -1, 2, 6, 1000, 4, 4, -1, 0x10, 6, -1, 0x20, 4, -1);
        ok(user().setxattr(d, "system.posix_acl_default", acl, 0));
        Caller careful = new Caller();
        careful.setUmask(077);
        NodeResult out = new NodeResult();
        ok(fs().mkdir(careful, d, FileName.of("sub"), 0777, out));
        assertThat(user().permissions(out.node())).isEqualTo(0764);
        assertThat(user().xattrs(out.node()))
                .contains("system.posix_acl_access", "system.posix_acl_default");
        ok(fs().mkdir(careful, root(), FileName.of("plain"), 0777, out));
        assertThat(user().permissions(out.node())).isEqualTo(0700);
    }

    @Test
    default void aBrokenAclIsEinval() {
        needs(Feature.ACL);
        Node f = user().touch(root(), "f");
        byte[] acl = acl(1, 7, -1, 4, 5, -1);
        fails(user().setxattr(f, "system.posix_acl_access", acl, 0), Errno.EINVAL);
    }
}
