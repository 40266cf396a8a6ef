package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** MKNOD, MKDIR, SYMLINK, LINK, UNLINK, RMDIR, RENAME, RENAME2, READLINK. */
@ParameterizedClass
@MethodSource("orders")
class NameTest extends ServerTestBase {

    private final ByteOrder order;

    NameTest(ByteOrder order) {
        this.order = order;
    }

    private RawGuest g() {
        return guest(ServerConfig.of(CachePolicy.AUTO), order);
    }

    @Test
    void mkdirMakesADirectoryOfTheCaller() {
        RawGuest g = g();
        RawClient.Reply r =
                g.ask(Opcode.MKDIR, 1).as(1000, 1001).u32(0751, 022).name("d").send().ok(128);
        assertThat(r.u32(100)).as("the client has applied the umask").isEqualTo(040751);
        assertThat(r.u32(108)).isEqualTo(1000);
        assertThat(r.u32(112)).isEqualTo(1001);
        assertThat(r.u32(104)).as("nlink").isEqualTo(2);
        g.ask(Opcode.MKDIR, 1).u32(0751, 0).name("d").send().fails(Errno.EEXIST);
    }

    @Test
    void theServerAppliesTheUmaskWhereAclsWereAgreedOn() {
        ServerConfig c = ServerConfig.builder(CachePolicy.AUTO).xattr(true).posixAcl(true).build();
        RawGuest g = guest(c, order);
        RawClient.Reply r = g.ask(Opcode.MKDIR, 1).as(0, 0).u32(0777, 027).name("d").send();
        assertThat(r.ok(128).u32(100)).isEqualTo(040750);
        r = g.ask(Opcode.MKNOD, 1).as(0, 0).u32(0100666, 0, 022, 0).name("n").send();
        assertThat(r.ok(128).u32(100)).isEqualTo(0100644);
        r = g.ask(Opcode.CREATE, 1).as(0, 0).u32(0102, 0100666, 077, 0).name("f").send();
        assertThat(r.ok(144).u32(100)).isEqualTo(0100600);
    }

    @Test
    void mknodMakesEveryType() {
        RawGuest g = g();
        int[] modes = {0100644, 0010600, 0140755, 0020660, 0060660};
        for (int mode : modes) {
            RawClient.Reply r =
                    g.ask(Opcode.MKNOD, 1)
                            .as(0, 0)
                            .u32(mode, 0x12345, 0, 0)
                            .name("n" + mode)
                            .send();
            assertThat(r.ok(128).u32(100)).isEqualTo(mode);
            boolean device = mode == 0020660 || mode == 0060660;
            assertThat(r.u32(116)).as("rdev").isEqualTo(device ? 0x12345 : 0);
        }
        g.ask(Opcode.MKNOD, 1).as(0, 0).u32(040755, 0, 0, 0).name("d").send().fails(Errno.EPERM);
        g.ask(Opcode.MKNOD, 1).as(0, 0).u32(0170000, 0, 0, 0).name("x").send().fails(Errno.EINVAL);
    }

    @Test
    void symlinkTakesTheNameFirstAndThenTheTarget() {
        RawGuest g = g();
        RawClient.Reply r = g.ask(Opcode.SYMLINK, 1).as(3, 4).name("l").name("../to/it").send();
        assertThat(r.ok(128).u32(100)).isEqualTo(0120777);
        assertThat(r.u32(108)).isEqualTo(3);
        long l = r.u64(0);
        assertThat(g.ask(Opcode.READLINK, l).send().ok().text()).isEqualTo("../to/it");
        assertThat(g.lookup(1, "l")).isEqualTo(l);
        g.ask(Opcode.READLINK, l).room(16 + 8).send().ok(8);
        g.ask(Opcode.READLINK, l).room(16 + 7).send().fails(Errno.ENOMEM);
        g.ask(Opcode.READLINK, 1).send().fails(Errno.EINVAL);
        g.ask(Opcode.READLINK, 77).send().fails(Errno.EBADF);
    }

    @Test
    void symlinkTargetsHaveALimit() {
        RawGuest g = g();
        RawClient.Reply r = g.ask(Opcode.SYMLINK, 1).name("l").name("x".repeat(4095)).send();
        assertThat(g.ask(Opcode.READLINK, r.ok(128).u64(0)).send().ok().size()).isEqualTo(4095);
        g.ask(Opcode.SYMLINK, 1).name("m").name("x".repeat(4096)).send().fails(Errno.ENAMETOOLONG);
        g.ask(Opcode.SYMLINK, 1).name("m").name("x".repeat(9999)).send().fails(Errno.ENAMETOOLONG);
        g.ask(Opcode.SYMLINK, 1).name("m").name("").send().fails(Errno.ENOENT);
        g.ask(Opcode.SYMLINK, 1).name("m").send().fails(Errno.EINVAL);
    }

    @Test
    void linkAddsANameAndALookup() {
        RawGuest g = g();
        long f = g.create(1, "f").u64(0);
        RawClient.Reply r = g.ask(Opcode.LINK, 1).u64(f).name("g").send().ok(128);
        assertThat(r.u64(0)).isEqualTo(f);
        assertThat(r.u32(104)).as("nlink").isEqualTo(2);
        g.forget(f, 1);
        g.getattr(f).ok(104);
        g.forget(f, 1);
        g.getattr(f).fails(Errno.EBADF);
        g.ask(Opcode.LINK, 1).u64(f).name("h").send().fails(Errno.EBADF);
        g.ask(Opcode.LINK, 99).u64(1).name("h").send().fails(Errno.EBADF);
        g.ask(Opcode.LINK, 1).u64(1).name("h").send().fails(Errno.EPERM);
    }

    @Test
    void unlinkAndRmdirRemove() {
        RawGuest g = g();
        g.create(1, "f");
        g.mkdir(1, "d");
        g.ask(Opcode.UNLINK, 1).name("d").send().fails(Errno.EISDIR);
        g.ask(Opcode.RMDIR, 1).name("f").send().fails(Errno.ENOTDIR);
        g.ask(Opcode.UNLINK, 1).name("f").send().ok(0);
        g.ask(Opcode.RMDIR, 1).name("d").send().ok(0);
        g.ask(Opcode.UNLINK, 1).name("f").send().fails(Errno.ENOENT);
        g.ask(Opcode.RMDIR, 1).name("d").send().fails(Errno.ENOENT);
        g.ask(Opcode.UNLINK, 99).name("f").send().fails(Errno.EBADF);
        g.ask(Opcode.RMDIR, 99).name("d").send().fails(Errno.EBADF);
    }

    @Test
    void renameMoves() {
        RawGuest g = g();
        long f = g.create(1, "f").u64(0);
        long d = g.mkdir(1, "d");
        g.ask(Opcode.RENAME, 1).u64(d).name("f").name("g").send().ok(0);
        assertThat(g.lookup(d, "g")).isEqualTo(f);
        g.ask(Opcode.LOOKUP, 1).name("f").send().fails(Errno.ENOENT);
        g.ask(Opcode.RENAME, 1).u64(99).name("d").name("g").send().fails(Errno.EBADF);
        g.ask(Opcode.RENAME, 99).u64(1).name("d").name("g").send().fails(Errno.EBADF);
        g.ask(Opcode.RENAME, 1).u64(1).name("d").send().fails(Errno.EINVAL);
        g.ask(Opcode.RENAME, 1).u64(d).name("d").name("e").send().fails(Errno.EINVAL);
    }

    @Test
    void rename2TakesFlags() {
        RawGuest g = g();
        long f = g.create(1, "f").u64(0);
        long h = g.create(1, "h").u64(0);
        g.ask(Opcode.RENAME2, 1).u64(1).u32(1, 0).name("f").name("h").send().fails(Errno.EEXIST);
        g.ask(Opcode.RENAME2, 1).u64(1).u32(2, 0).name("f").name("h").send().ok(0);
        assertThat(g.lookup(1, "f")).isEqualTo(h);
        assertThat(g.lookup(1, "h")).isEqualTo(f);
        g.ask(Opcode.RENAME2, 1).as(8, 9).u64(1).u32(4, 0).name("f").name("i").send().ok(0);
        RawClient.Reply left = g.ask(Opcode.LOOKUP, 1).name("f").send().ok(128);
        assertThat(left.u32(100)).as("a whiteout").isEqualTo(0020000);
        assertThat(left.u32(108)).isEqualTo(8);
        g.ask(Opcode.RENAME2, 1).u64(1).u32(8, 0).name("f").name("j").send().fails(Errno.EINVAL);
    }

    @Test
    void noRequestTakesABadName() {
        RawGuest g = g();
        long f = g.create(1, "f").u64(0);
        List<Function<String, RawClient>> requests =
                List.of(
                        n -> g.ask(Opcode.MKDIR, 1).u32(0755, 0).name(n),
                        n -> g.ask(Opcode.MKNOD, 1).u32(0100644, 0, 0, 0).name(n),
                        n -> g.ask(Opcode.SYMLINK, 1).name(n).name("target"),
                        n -> g.ask(Opcode.LINK, 1).u64(f).name(n),
                        n -> g.ask(Opcode.UNLINK, 1).name(n),
                        n -> g.ask(Opcode.RMDIR, 1).name(n),
                        n -> g.ask(Opcode.RENAME, 1).u64(1).name(n).name("x"),
                        n -> g.ask(Opcode.RENAME, 1).u64(1).name("f").name(n),
                        n -> g.ask(Opcode.RENAME2, 1).u64(1).u32(0, 0).name(n).name("x"),
                        n -> g.ask(Opcode.RENAME2, 1).u64(1).u32(0, 0).name("f").name(n),
                        n -> g.ask(Opcode.CREATE, 1).u32(0102, 0644, 0, 0).name(n),
                        n -> g.ask(Opcode.LOOKUP, 1).name(n));
        for (Function<String, RawClient> request : requests) {
            for (String bad : List.of("", ".", "..", "/", "a/b", "../f", "f/", "/etc")) {
                request.apply(bad).send().fails(Errno.EINVAL);
            }
            request.apply("n".repeat(256)).send().fails(Errno.ENAMETOOLONG);
            request.apply("n".repeat(5000)).send().fails(Errno.ENAMETOOLONG);
        }
        assertThat(g.lookup(1, "f")).isEqualTo(f);
    }

    @Test
    void supplementaryGroupsAreTakenFromTheExtension() {
        RawGuest g = g();
        long d = g.mkdir(1, "d");
        // chown to group 500, then set-group-id: only members may make set-group-id files in it.
        setattr(g, d, 4, 0, 500);
        setattr(g, d, 1, 02777, 0);
        RawClient.Reply r =
                g.ask(Opcode.MKNOD, d)
                        .as(1000, 1000)
                        .u32(0102755, 0, 0, 0)
                        .name("member")
                        .u32(24, 32, 2, 7, 500, 0)
                        .extensions(3)
                        .send()
                        .ok(128);
        assertThat(r.u32(100)).isEqualTo(0102755);
        assertThat(r.u32(112)).isEqualTo(500);
        r = g.ask(Opcode.MKNOD, d).as(1000, 1000).u32(0102755, 0, 0, 0).name("other").send();
        assertThat(r.ok(128).u32(100)).isEqualTo(0100755);
    }

    private static void setattr(RawGuest g, long node, int valid, int mode, int gid) {
        g.ask(Opcode.SETATTR, node)
                .u32(valid, 0)
                .u64(0, 0, 0, 0, 0, 0)
                .u32(0, 0, 0, mode, 0, 0, gid, 0)
                .send()
                .ok(104);
    }

    private RawClient withExtension(RawGuest g) {
        return g.ask(Opcode.MKDIR, 1).as(1, 1).u32(0755, 0).name("d");
    }

    @Test
    void brokenExtensionsAreRefused() {
        RawGuest g = g();
        withExtension(g).u32(16, 32, 1, 5).send().fails(Errno.EINVAL);
        withExtension(g).extensions(2).send().fails(Errno.EINVAL);
        withExtension(g).u32(16, 32, 1, 5).extensions(3).send().fails(Errno.EINVAL);
        withExtension(g).u32(24, 32, 1, 5).extensions(2).send().fails(Errno.EINVAL);
        withExtension(g).u32(0, 32, 1, 5).extensions(2).send().fails(Errno.EINVAL);
        withExtension(g).u32(12, 32, 1, 5).extensions(2).send().fails(Errno.EINVAL);
        withExtension(g).u32(-8, 32, 1, 5).extensions(2).send().fails(Errno.EINVAL);
        withExtension(g).u32(16, 32, 2, 5).extensions(2).send().fails(Errno.EINVAL);
        withExtension(g).u32(16, 32, -1, 5).extensions(2).send().fails(Errno.EINVAL);
        withExtension(g).u32(8, 32).extensions(1).send().fails(Errno.EINVAL);
        g.ask(Opcode.LOOKUP, 1).name("d").send().fails(Errno.ENOENT);
    }

    @Test
    void extensionsOfOtherKindsArePassedOver() {
        RawGuest g = g();
        withExtension(g).u32(16, 1, 99, 99, 16, 32, 1, 5).extensions(4).send().ok(128);
    }
}
