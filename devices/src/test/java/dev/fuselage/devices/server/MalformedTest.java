package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers, lengths and opcodes that make no sense, and replies without room. */
@ParameterizedClass
@MethodSource("orders")
class MalformedTest extends ServerTestBase {

    /** What virtiofsd 1.13 answers with ENOSYS. Linux remembers each for the life of the mount. */
    private static final Set<Opcode> ENOSYS =
            EnumSet.of(
                    Opcode.SETXATTR,
                    Opcode.GETXATTR,
                    Opcode.LISTXATTR,
                    Opcode.REMOVEXATTR,
                    Opcode.GETLK,
                    Opcode.SETLK,
                    Opcode.SETLKW,
                    Opcode.BMAP,
                    Opcode.IOCTL,
                    Opcode.POLL,
                    Opcode.NOTIFY_REPLY,
                    Opcode.SETUPMAPPING,
                    Opcode.REMOVEMAPPING,
                    Opcode.TMPFILE,
                    Opcode.STATX,
                    Opcode.COPY_FILE_RANGE_64,
                    Opcode.CUSE_INIT);

    private static final Set<Opcode> SILENT =
            EnumSet.of(Opcode.FORGET, Opcode.BATCH_FORGET, Opcode.INTERRUPT, Opcode.DESTROY);

    private final ByteOrder order;

    MalformedTest(ByteOrder order) {
        this.order = order;
    }

    private RawGuest g() {
        return guest(ServerConfig.of(CachePolicy.AUTO), order);
    }

    private byte[] header(int length, int opcode, int size) {
        ByteBuffer b = ByteBuffer.allocate(size).order(order);
        if (size >= 4) {
            b.putInt(0, length);
        }
        if (size >= 8) {
            b.putInt(4, opcode);
        }
        if (size >= 16) {
            b.putLong(8, 0x1234);
        }
        return b.array();
    }

    /** The error of a reply to a message sent as bytes, after checks of its header. */
    private String errorOf(RawGuest g, byte[] message) {
        RawClient.Reply r = g.send(message);
        assertThat(r.used).isEqualTo(16);
        return r.error();
    }

    @Test
    void theOpcodesAnsweredWithEnosysAreExactlyThese() {
        Set<Opcode> seen = EnumSet.noneOf(Opcode.class);
        for (Opcode op : Opcode.values()) {
            RawGuest g = g();
            RawClient.Reply r = g.ask(op, 1).raw(new byte[200]).send();
            if (r.used >= 16 && r.error().equals("ENOSYS")) {
                seen.add(op);
            }
            assertThat(r.used == 0).as("%s is silent", op).isEqualTo(SILENT.contains(op));
        }
        assertThat(seen).isEqualTo(ENOSYS);
    }

    @Test
    void optionsTakeOpcodesOffTheList() {
        ServerConfig all =
                ServerConfig.builder(CachePolicy.AUTO)
                        .xattr(true)
                        .locks(true)
                        .tmpfileAndStatx(true)
                        .build();
        Set<Opcode> seen = EnumSet.noneOf(Opcode.class);
        for (Opcode op : Opcode.values()) {
            RawGuest g = guest(all, order);
            RawClient.Reply r = g.ask(op, 1).raw(new byte[200]).send();
            if (r.used >= 16 && r.error().equals("ENOSYS")) {
                seen.add(op);
            }
        }
        assertThat(seen)
                .isEqualTo(
                        EnumSet.of(
                                Opcode.BMAP,
                                Opcode.IOCTL,
                                Opcode.POLL,
                                Opcode.NOTIFY_REPLY,
                                Opcode.SETUPMAPPING,
                                Opcode.REMOVEMAPPING,
                                Opcode.COPY_FILE_RANGE_64,
                                Opcode.CUSE_INIT));
    }

    @Test
    void unknownOpcodesAreEnosys() {
        RawGuest g = g();
        for (int opcode : new int[] {0, 7, 19, 54, 100, 4095, 4097, -1, Integer.MIN_VALUE}) {
            assertThat(errorOf(g, header(40, opcode, 40))).isEqualTo("ENOSYS");
        }
    }

    @Test
    void aMessageWithoutAWholeHeaderIsEinval() {
        RawGuest g = g();
        for (int size = 0; size < 40; size++) {
            assertThat(errorOf(g, header(size, 3, size))).as("%d bytes", size).isEqualTo("EINVAL");
        }
    }

    @Test
    void aLengthThatDisagreesWithTheBufferIsEinval() {
        RawGuest g = g();
        g.ask(Opcode.GETATTR, 1).u32(0, 0).u64(0).lengthOff(1).send().fails(Errno.EINVAL);
        g.ask(Opcode.GETATTR, 1).u32(0, 0).u64(0).lengthOff(-1).send().fails(Errno.EINVAL);
        assertThat(errorOf(g, header(39, 17, 40))).isEqualTo("EINVAL");
        assertThat(errorOf(g, header(0, 17, 40))).isEqualTo("EINVAL");
        assertThat(errorOf(g, header(41, 17, 40))).isEqualTo("EINVAL");
        assertThat(errorOf(g, header((1 << 20) + 4096, 17, 40))).isEqualTo("EINVAL");
    }

    @Test
    void aLengthBeyondTheLargestMessageIsEnomem() {
        RawGuest g = g();
        assertThat(errorOf(g, header((1 << 20) + 4097, 17, 40))).isEqualTo("ENOMEM");
        assertThat(errorOf(g, header(-1, 17, 40))).isEqualTo("ENOMEM");
        assertThat(errorOf(g, header(Integer.MIN_VALUE, 17, 40))).isEqualTo("ENOMEM");
    }

    @Test
    void bytesAfterTheMessageAreNotPartOfIt() {
        RawGuest g = g();
        g.mkdir(1, "d");
        g.ask(Opcode.LOOKUP, 1).name("d").raw(new byte[50]).lengthOff(-50).send().ok(128);
    }

    /** A valid message of each kind that takes arguments, with the size of its structure. */
    private static final class Sample {
        private final Opcode opcode;
        private final long node;
        private final byte[] args;

        Sample(Opcode opcode, long node, byte[] args, int struct) {
            this.opcode = opcode;
            this.node = node;
            this.args = args;
            assertThat(args).as("%s", opcode).hasSize(struct);
        }

        Opcode opcode() {
            return opcode;
        }

        long node() {
            return node;
        }

        byte[] args() {
            return args;
        }

        int struct() {
            return args.length;
        }
    }

    private byte[] args(Object... parts) {
        ByteBuffer b = ByteBuffer.allocate(512).order(order);
        for (Object p : parts) {
            switch (p) {
                case Integer i -> b.putInt(i);
                case Long l -> b.putLong(l);
                case String s ->
                        b.put((s + "\0").getBytes(java.nio.charset.StandardCharsets.UTF_8));
                default -> throw new IllegalArgumentException(p.toString());
            }
        }
        byte[] bytes = new byte[b.position()];
        b.flip().get(bytes);
        return bytes;
    }

    private List<Sample> samples() {
        List<Sample> s = new ArrayList<>();
        s.add(new Sample(Opcode.LOOKUP, 1, args("file"), 5));
        s.add(new Sample(Opcode.GETATTR, 2, args(0, 0, 0L), 16));
        s.add(new Sample(Opcode.SETATTR, 2, new byte[88], 88));
        s.add(new Sample(Opcode.SYMLINK, 1, args("s", "target"), 9));
        s.add(new Sample(Opcode.MKNOD, 1, args(0100644, 0, 0, 0, "n"), 18));
        s.add(new Sample(Opcode.MKDIR, 1, args(0755, 0, "m"), 10));
        s.add(new Sample(Opcode.UNLINK, 1, args("gone"), 5));
        s.add(new Sample(Opcode.RMDIR, 1, args("empty"), 6));
        s.add(new Sample(Opcode.RENAME, 1, args(1L, "r", "r2"), 13));
        s.add(new Sample(Opcode.RENAME2, 1, args(1L, 0, 0, "q", "q2"), 21));
        s.add(new Sample(Opcode.LINK, 1, args(2L, "l"), 10));
        s.add(new Sample(Opcode.OPEN, 2, args(2, 0), 8));
        s.add(new Sample(Opcode.READ, 2, args(1L, 0L, 10, 0, 0L, 0, 0), 40));
        s.add(new Sample(Opcode.WRITE, 2, args(1L, 0L, 0, 0, 0L, 0, 0), 40));
        s.add(new Sample(Opcode.FLUSH, 2, args(1L, 0, 0, 0L), 24));
        s.add(new Sample(Opcode.FSYNC, 2, args(1L, 0, 0), 16));
        s.add(new Sample(Opcode.RELEASE, 2, args(1L, 0, 0, 0L), 24));
        s.add(new Sample(Opcode.OPENDIR, 1, args(0, 0), 8));
        s.add(new Sample(Opcode.READDIR, 1, args(2L, 0L, 100, 0, 0L, 0, 0), 40));
        s.add(new Sample(Opcode.READDIRPLUS, 1, args(2L, 0L, 100, 0, 0L, 0, 0), 40));
        s.add(new Sample(Opcode.FSYNCDIR, 1, args(2L, 0, 0), 16));
        s.add(new Sample(Opcode.RELEASEDIR, 1, args(2L, 0, 0, 0L), 24));
        s.add(new Sample(Opcode.ACCESS, 2, args(4, 0), 8));
        s.add(new Sample(Opcode.CREATE, 1, args(0102, 0644, 0, 0, "c"), 18));
        s.add(new Sample(Opcode.FALLOCATE, 2, args(1L, 0L, 10L, 0, 0), 32));
        s.add(new Sample(Opcode.LSEEK, 2, args(1L, 0L, 2, 0), 24));
        s.add(new Sample(Opcode.COPY_FILE_RANGE, 2, args(1L, 0L, 2L, 1L, 5L, 1L, 0L), 56));
        s.add(new Sample(Opcode.SETXATTR, 2, args(0, 0, "user.n"), 15));
        s.add(new Sample(Opcode.GETXATTR, 2, args(0, 0, "user.x"), 15));
        s.add(new Sample(Opcode.LISTXATTR, 2, args(0, 0), 8));
        s.add(new Sample(Opcode.REMOVEXATTR, 2, args("user.x"), 7));
        s.add(new Sample(Opcode.GETLK, 2, args(1L, 1L, 0L, 9L, 1, 1, 0, 0), 48));
        s.add(new Sample(Opcode.SETLK, 2, args(1L, 1L, 0L, 9L, 1, 1, 0, 0), 48));
        s.add(new Sample(Opcode.TMPFILE, 1, args(2, 0644, 0, 0, "/"), 18));
        s.add(new Sample(Opcode.STATX, 2, args(0, 0, 0L, 0, 0xfff), 24));
        return s;
    }

    /** nodeid 2 = "file" with fh 1, fh 2 on the root, and the names the samples speak of. */
    private RawGuest prepared() {
        ServerConfig all =
                ServerConfig.builder(CachePolicy.AUTO)
                        .xattr(true)
                        .locks(true)
                        .tmpfileAndStatx(true)
                        .build();
        RawGuest g = guest(all, order);
        assertThat(g.create(1, "file").u64(0)).isEqualTo(2);
        assertThat(g.ask(Opcode.OPENDIR, 1).u32(0, 0).send().ok(16).u64(0)).isEqualTo(2);
        g.write(2, 1, 0, "0123456789");
        g.ask(Opcode.SETXATTR, 2).u32(1, 0).name("user.x").text("v").send().ok(0);
        for (String name : List.of("gone", "r", "q")) {
            g.ask(Opcode.MKNOD, 1).u32(0100644, 0, 0, 0).name(name).send().ok(128);
        }
        g.mkdir(1, "empty");
        return g;
    }

    @Test
    void everySampleIsServed() {
        for (Sample s : samples()) {
            RawGuest g = prepared();
            RawClient.Reply r = g.ask(s.opcode(), s.node()).as(0, 0).raw(s.args()).send();
            assertThat(r.error()).as("%s", s.opcode()).isEqualTo("ok");
        }
    }

    @Test
    void everyTruncationOfEveryRequestIsAnErrorWithoutEffect() {
        for (Sample s : samples()) {
            RawGuest g = prepared();
            for (int size = 0; size < s.struct(); size++) {
                byte[] cut = java.util.Arrays.copyOf(s.args(), size);
                RawClient.Reply r = g.ask(s.opcode(), s.node()).as(0, 0).raw(cut).send();
                assertThat(r.error())
                        .as("%s with %d bytes of %d", s.opcode(), size, s.struct())
                        .isEqualTo("EINVAL");
            }
            RawClient.Reply r = g.ask(s.opcode(), s.node()).as(0, 0).raw(s.args()).send();
            assertThat(r.error()).as("%s afterwards", s.opcode()).isEqualTo("ok");
        }
    }

    @Test
    void everyRequestWithoutRoomForItsReplyIsAnErrorWithoutEffect() {
        for (Sample s : samples()) {
            RawGuest g = prepared();
            RawGuest probe = prepared();
            int used = probe.ask(s.opcode(), s.node()).as(0, 0).raw(s.args()).send().used;
            for (int room = 16; room < used; room += 7) {
                RawClient.Reply r =
                        g.ask(s.opcode(), s.node()).as(0, 0).raw(s.args()).room(room).send();
                assertThat(r.used).as("%s with room %d", s.opcode(), room).isEqualTo(16);
                assertThat(r.error()).as("%s", s.opcode()).isEqualTo("ENOMEM");
            }
            RawClient.Reply r = g.ask(s.opcode(), s.node()).as(0, 0).raw(s.args()).send();
            assertThat(r.error()).as("%s afterwards", s.opcode()).isEqualTo("ok");
        }
    }

    @Test
    void aRequestWithoutRoomForAHeaderGetsNoReply() {
        for (int room = 0; room < 16; room++) {
            g().ask(Opcode.STATFS, 1).room(room).send().none();
        }
    }

    @Test
    void aRequestWithoutRoomForAHeaderHasNoEffect() {
        RawGuest g = g();
        g.mkdir(1, "d");
        g.ask(Opcode.RMDIR, 1).name("d").room(15).send().none();
        g.ask(Opcode.RENAME, 1).u64(1).name("d").name("e").room(0).send().none();
        g.lookup(1, "d");
    }

    @Test
    void everyRequestIsServedHoweverItsBuffersAreCut() {
        for (Sample s : samples()) {
            RawGuest whole = prepared();
            RawGuest torn = prepared();
            RawClient.Reply a = whole.ask(s.opcode(), s.node()).as(0, 0).raw(s.args()).send();
            RawClient.Reply b =
                    torn.ask(s.opcode(), s.node()).as(0, 0).raw(s.args()).inPiecesOf(3).send();
            assertThat(b.error()).isEqualTo(a.error());
            assertThat(b.text()).as("%s", s.opcode()).isEqualTo(a.text());
        }
    }
}
