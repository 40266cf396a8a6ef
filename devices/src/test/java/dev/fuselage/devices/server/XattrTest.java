package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** SETXATTR, GETXATTR, LISTXATTR, REMOVEXATTR. */
@ParameterizedClass
@MethodSource("orders")
class XattrTest extends ServerTestBase {

    private final ByteOrder order;

    XattrTest(ByteOrder order) {
        this.order = order;
    }

    private RawGuest with(boolean acl) {
        return guest(
                ServerConfig.builder(CachePolicy.AUTO).xattr(true).posixAcl(acl).build(), order);
    }

    private static RawClient.Reply set(RawGuest g, long node, String name, String value) {
        return g.ask(Opcode.SETXATTR, node).u32(value.length(), 0).name(name).text(value).send();
    }

    private static RawClient.Reply get(RawGuest g, long node, String name, int size) {
        return g.ask(Opcode.GETXATTR, node).u32(size, 0).name(name).send();
    }

    private static RawClient.Reply list(RawGuest g, long node, int size) {
        return g.ask(Opcode.LISTXATTR, node).u32(size, 0).send();
    }

    @Test
    void withoutTheOptionEveryRequestIsEnosys() {
        RawGuest g = guest(ServerConfig.of(CachePolicy.AUTO), order);
        set(g, 1, "user.n", "v").fails(Errno.ENOSYS);
        get(g, 1, "user.n", 0).fails(Errno.ENOSYS);
        list(g, 1, 0).fails(Errno.ENOSYS);
        g.ask(Opcode.REMOVEXATTR, 1).name("user.n").send().fails(Errno.ENOSYS);
        get(g, 99, "user.n", 0).fails(Errno.ENOSYS);
    }

    @Test
    void attributesAreSetReadListedAndRemoved() {
        RawGuest g = with(false);
        set(g, 1, "user.one", "first").ok(0);
        set(g, 1, "user.two", "").ok(0);
        RawClient.Reply size = get(g, 1, "user.one", 0).ok(8);
        assertThat(size.u32(0)).isEqualTo(5);
        assertThat(size.u32(4)).as("padding").isZero();
        assertThat(get(g, 1, "user.one", 5).ok(5).text()).isEqualTo("first");
        get(g, 1, "user.one", 4).fails(Errno.ERANGE);
        get(g, 1, "user.two", 10).ok(0);
        assertThat(list(g, 1, 0).ok(8).u32(0)).isEqualTo(18);
        assertThat(list(g, 1, 100).ok(18).text()).isEqualTo("user.one\0user.two\0");
        list(g, 1, 17).fails(Errno.ERANGE);
        g.ask(Opcode.REMOVEXATTR, 1).name("user.one").send().ok(0);
        get(g, 1, "user.one", 0).fails(Errno.ENODATA);
        g.ask(Opcode.REMOVEXATTR, 1).name("user.one").send().fails(Errno.ENODATA);
        get(g, 99, "user.one", 0).fails(Errno.EBADF);
    }

    @Test
    void createAndReplaceFlagsArePassedOn() {
        RawGuest g = with(false);
        g.ask(Opcode.SETXATTR, 1).u32(1, 2).name("user.n").text("1").send().fails(Errno.ENODATA);
        g.ask(Opcode.SETXATTR, 1).u32(1, 1).name("user.n").text("1").send().ok(0);
        g.ask(Opcode.SETXATTR, 1).u32(1, 1).name("user.n").text("1").send().fails(Errno.EEXIST);
        g.ask(Opcode.SETXATTR, 1).u32(1, 8).name("user.n").text("1").send().fails(Errno.EINVAL);
    }

    @Test
    void sizesMustAgree() {
        RawGuest g = with(false);
        g.ask(Opcode.SETXATTR, 1).u32(2, 0).name("user.n").text("1").send().fails(Errno.EINVAL);
        g.ask(Opcode.SETXATTR, 1).u32(0, 0).name("user.n").text("1").send().fails(Errno.EINVAL);
        g.ask(Opcode.SETXATTR, 1).u32(-1, 0).name("user.n").text("1").send().fails(Errno.EINVAL);
        g.ask(Opcode.SETXATTR, 1).u32(0, 0).text("user.n").send().fails(Errno.EINVAL);
        get(g, 1, "user.n", (1 << 20) + 1).fails(Errno.ENOMEM);
        get(g, 1, "user.n", -1).fails(Errno.ENOMEM);
        list(g, 1, -1).fails(Errno.ENOMEM);
        g.ask(Opcode.GETXATTR, 1).u32(100, 0).name("user.n").room(16 + 99);
        g.send().fails(Errno.ENOMEM);
        String large = "v".repeat(65537);
        set(g, 1, "user.n", large).fails(Errno.E2BIG);
        set(g, 1, "user.n", large.substring(1)).ok(0);
        assertThat(get(g, 1, "user.n", 65536).ok().size()).isEqualTo(65536);
    }

    @Test
    void badNamesAreRefused() {
        RawGuest g = with(false);
        set(g, 1, "", "v").fails(Errno.ERANGE);
        set(g, 1, "user." + "n".repeat(251), "v").fails(Errno.ERANGE);
        set(g, 1, "user." + "n".repeat(250), "v").ok(0);
        set(g, 1, "user.", "v").fails(Errno.EOPNOTSUPP);
        set(g, 1, "other.n", "v").fails(Errno.EOPNOTSUPP);
        g.ask(Opcode.GETXATTR, 1).u32(0, 0).name("user.a").name("b").send().fails(Errno.EINVAL);
    }

    /** u::rwx,u:1000:rwx,g::r-x,m::rwx,o::--- as an attribute: always little-endian. */
    private static final byte[] ACL = {
        2,
        0,
        0,
        0,
        1,
        0,
        7,
        0,
        -1,
        -1,
        -1,
        -1,
        2,
        0,
        7,
        0,
        (byte) 0xe8,
        3,
        0,
        0,
        4,
        0,
        5,
        0,
        -1,
        -1,
        -1,
        -1,
        0x10,
        0,
        7,
        0,
        -1,
        -1,
        -1,
        -1,
        0x20,
        0,
        0,
        0,
        -1,
        -1,
        -1,
        -1
    };

    @Test
    void aclsAreHiddenUnlessAgreedOn() {
        RawGuest g = with(false);
        String name = "system.posix_acl_access";
        g.ask(Opcode.SETXATTR, 1).u32(ACL.length, 0).name(name).raw(ACL);
        g.send().fails(Errno.EOPNOTSUPP);
        get(g, 1, name, 0).fails(Errno.EOPNOTSUPP);
        g.ask(Opcode.REMOVEXATTR, 1).name(name).send().fails(Errno.EOPNOTSUPP);
    }

    @Test
    void trustedAttributesAreRefusedAsWithoutTheCapability() {
        RawGuest g = with(false);
        set(g, 1, "trusted.a", "1").fails(Errno.EPERM);
        get(g, 1, "trusted.a", 9).fails(Errno.ENODATA);
        g.ask(Opcode.REMOVEXATTR, 1).name("trusted.a").send().fails(Errno.EPERM);
    }

    @Test
    void aclsOfOthersAreLeftOutOfLists() {
        FileSystem fs = memory();
        ServerConfig.Builder b = ServerConfig.builder(CachePolicy.AUTO).xattr(true);
        RawGuest acl = guest(fs, b.posixAcl(true).build(), order);
        acl.init().ok();
        acl.ask(Opcode.SETXATTR, 1).u32(1, 0, 0, 0).name("user.a").text("1").send().ok(0);
        acl.ask(Opcode.SETXATTR, 1)
                .u32(ACL.length, 0, 0, 0)
                .name("system.posix_acl_access")
                .raw(ACL)
                .send()
                .ok(0);
        acl.ask(Opcode.SETXATTR, 1).u32(1, 0, 0, 0).name("user.b").text("2").send().ok(0);
        assertThat(list(acl, 1, 1000).ok().text())
                .isEqualTo("user.a\0system.posix_acl_access\0user.b\0");
        RawGuest plain = guest(fs, b.posixAcl(false).build(), order);
        plain.init().ok();
        assertThat(list(plain, 1, 1000).ok().text()).isEqualTo("user.a\0user.b\0");
    }

    @Test
    void anAclMayTakeTheSetGroupIdBitAway() {
        RawGuest g = with(true);
        long d = g.mkdir(1, "d");
        g.ask(Opcode.SETATTR, d).u32(1, 0).u64(0, 0, 0, 0, 0, 0).u32(0, 0, 0, 02755, 0, 0, 0, 0);
        g.send().ok(104);
        String name = "system.posix_acl_access";
        g.ask(Opcode.SETXATTR, d).u32(ACL.length, 0, 0, 0).name(name).raw(ACL).send().ok(0);
        assertThat(g.getattr(d).ok(104).u32(76)).isEqualTo(042770);
        g.ask(Opcode.SETXATTR, d).u32(ACL.length, 0, 1, 0).name(name).raw(ACL).send().ok(0);
        assertThat(g.getattr(d).ok(104).u32(76)).isEqualTo(040770);
    }
}
