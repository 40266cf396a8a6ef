package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.IoVector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hostile bytes: messages that are nearly right, with numbers at the edges, in buffers of any cut.
 * The server never throws, never writes outside the reply, and what it writes is a reply.
 */
class HostileFuzzTest {

    private static final int REQUESTS = 60_000;
    private static final int MEMORY = 1 << 16;

    private static final long[] EDGES = {
        0,
        1,
        2,
        3,
        5,
        8,
        16,
        40,
        4095,
        4096,
        4097,
        65535,
        65536,
        1 << 20,
        (1 << 20) + 1,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xffff_ffffL,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1
    };

    private static final String[] NAMES = {
        "",
        ".",
        "..",
        "a",
        "b",
        "c",
        "d",
        "a/b",
        "/",
        "user.x",
        "security.capability",
        "system.posix_acl_access",
        "n".repeat(255),
        "n".repeat(256),
        "\u00ff\u0001"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void nothingAGuestSendsHurts(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ServerConfig config =
                ServerConfig.builder(CachePolicy.AUTO)
                        .xattr(true)
                        .posixAcl(true)
                        .locks(true)
                        .killPriv(KillPriv.V2)
                        .tmpfileAndStatx(true)
                        .maxOpen(50)
                        .build();
        try (Arena arena = Arena.ofShared();
                FileSystem fs =
                        new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS, 8 << 20, 300)) {
            MemorySegment in = arena.allocate(MEMORY);
            MemorySegment out = arena.allocate(MEMORY);
            FuseServer server = new FuseServer(fs, config, CostProfile.standard());
            FuseExchange x = new FuseExchange();
            int replies = 0;
            for (int i = 0; i < REQUESTS; i++) {
                byte[] message = i % 500 == 0 ? init(random) : message(random);
                MemorySegment.copy(message, 0, in, ValueLayout.JAVA_BYTE, 0, message.length);
                int room = random.nextInt(10) == 0 ? random.nextInt(300) : 4096 * 3;
                out.asSlice(0, room + 16L).fill((byte) 0x5a);
                x.begin(1, cut(in, message.length, random), cut(out, room, random));
                server.serve(x);
                String what = "request %d of seed %d".formatted(i, seed);
                check(x, out, room, what);
                replies += x.replyBytes() > 0 ? 1 : 0;
                learn(x, out);
            }
            assertThat(replies).as("most messages are answered").isGreaterThan(REQUESTS / 2);
            assertThat(through.keySet()).as("every opcode gets through").containsAll(OPCODES);
            server.reset();
            assertThat(server.openHandles()).isZero();
        }
    }

    private static void check(FuseExchange x, MemorySegment out, int room, String what) {
        int used = x.replyBytes();
        assertThat(used == 0 || (used >= 16 && used <= room))
                .as("%s: used %d", what, used)
                .isTrue();
        for (int i = room; i < room + 16; i++) {
            byte b = out.get(ValueLayout.JAVA_BYTE, i);
            assertThat(b).as("%s: byte %d beyond the room", what, i).isEqualTo((byte) 0x5a);
        }
        if (used > 0) {
            ByteBuffer b = out.asByteBuffer().order(x.order());
            assertThat(b.getInt(0)).as("%s: length", what).isEqualTo(used);
            int error = b.getInt(4);
            assertThat(error).as("%s: error", what).isBetween(-511, 0);
            assertThat(error == 0 || used == 16).as("%s: an error is a header", what).isTrue();
            assertThat(b.getLong(8)).as("%s: unique", what).isEqualTo(x.unique());
        }
    }

    private static IoVector cut(MemorySegment memory, int length, SplittableRandom random) {
        IoVector v = new IoVector();
        int at = 0;
        while (at < length) {
            int n = Math.min(length - at, random.nextInt(3) == 0 ? random.nextInt(64) : 5000);
            v.add(memory.address() + at, n);
            at += n;
        }
        return v;
    }

    /**
     * What the arguments of each opcode look like: h handle, n nodeid, o offset or length, s size,
     * f small flags, m mode, g open flags, 0 zero; then N a name, X an attribute's, T two names, D
     * data of the size given.
     */
    private static final Map<Opcode, String> SHAPES =
            Map.ofEntries(
                    Map.entry(Opcode.LOOKUP, "N"),
                    Map.entry(Opcode.FORGET, "o"),
                    Map.entry(Opcode.GETATTR, "f0h"),
                    Map.entry(Opcode.SETATTR, "f0hooooooooo"),
                    Map.entry(Opcode.READLINK, ""),
                    Map.entry(Opcode.SYMLINK, "T"),
                    Map.entry(Opcode.MKNOD, "mf00N"),
                    Map.entry(Opcode.MKDIR, "m0N"),
                    Map.entry(Opcode.UNLINK, "N"),
                    Map.entry(Opcode.RMDIR, "N"),
                    Map.entry(Opcode.RENAME, "nT"),
                    Map.entry(Opcode.RENAME2, "nf0T"),
                    Map.entry(Opcode.LINK, "nN"),
                    Map.entry(Opcode.OPEN, "gf"),
                    Map.entry(Opcode.READ, "hosf000f"),
                    Map.entry(Opcode.WRITE, "hosf00f0D"),
                    Map.entry(Opcode.STATFS, ""),
                    Map.entry(Opcode.RELEASE, "h0fo"),
                    Map.entry(Opcode.FSYNC, "hf0"),
                    Map.entry(Opcode.SETXATTR, "sf00XD"),
                    Map.entry(Opcode.GETXATTR, "s0X"),
                    Map.entry(Opcode.LISTXATTR, "s0"),
                    Map.entry(Opcode.REMOVEXATTR, "X"),
                    Map.entry(Opcode.FLUSH, "h00o"),
                    Map.entry(Opcode.OPENDIR, "00"),
                    Map.entry(Opcode.READDIR, "hos0000f"),
                    Map.entry(Opcode.READDIRPLUS, "hos0000f"),
                    Map.entry(Opcode.RELEASEDIR, "h00o"),
                    Map.entry(Opcode.FSYNCDIR, "hf0"),
                    Map.entry(Opcode.GETLK, "hnooff00"),
                    Map.entry(Opcode.SETLK, "hnooff00"),
                    Map.entry(Opcode.ACCESS, "f0"),
                    Map.entry(Opcode.CREATE, "gm00N"),
                    Map.entry(Opcode.BATCH_FORGET, "f0nono"),
                    Map.entry(Opcode.FALLOCATE, "hoof0"),
                    Map.entry(Opcode.LSEEK, "hof0"),
                    Map.entry(Opcode.COPY_FILE_RANGE, "honhoo00"),
                    Map.entry(Opcode.SYNCFS, "o"),
                    Map.entry(Opcode.TMPFILE, "gm00N"),
                    Map.entry(Opcode.STATX, "f0hff"));

    private static final List<Opcode> OPCODES = SHAPES.keySet().stream().sorted().toList();

    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private long lastNode = 1;
    private long lastHandle = 1;
    private final Map<Opcode, Integer> through = new TreeMap<>();

    /** Remembers what a reply has made, so that later messages find something to hurt. */
    private void learn(FuseExchange x, MemorySegment out) {
        Opcode opcode = Opcode.of(x.opcode());
        if (opcode == null || x.error() != 0) {
            return;
        }
        through.merge(opcode, 1, Integer::sum);
        ByteBuffer b = out.asByteBuffer().order(x.order());
        switch (opcode) {
            case LOOKUP, MKNOD, MKDIR, SYMLINK, LINK -> lastNode = b.getLong(16);
            case CREATE, TMPFILE -> {
                lastNode = b.getLong(16);
                lastHandle = b.getLong(144);
            }
            case OPEN, OPENDIR -> {
                lastNode = x.nodeId();
                lastHandle = b.getLong(16);
            }
            default -> {}
        }
    }

    private byte[] init(SplittableRandom random) {
        order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer b = ByteBuffer.allocate(104).order(order);
        b.putInt(104).putInt(Opcode.INIT.number()).putLong(random.nextLong());
        b.position(40);
        b.putInt(7).putInt(41).putInt(131072).putInt(0x7bfffffb).putInt(0x1ff);
        return b.array();
    }

    private byte[] message(SplittableRandom random) {
        ByteBuffer b = ByteBuffer.allocate(16_384).order(order);
        Opcode shaped = OPCODES.get(random.nextInt(OPCODES.size()));
        boolean wild = random.nextInt(200) == 0;
        int opcode = wild ? random.nextInt(60) : shaped.number();
        b.putInt(0).putInt(opcode).putLong(random.nextLong());
        b.putLong(number(random, lastNode))
                .putInt(random.nextInt(3) - 1)
                .putInt(random.nextInt(3) - 1);
        b.putInt(1);
        boolean extended = random.nextInt(30) == 0;
        b.putShort((short) (extended ? random.nextInt(6) : 0)).putShort((short) 0);
        int size = random.nextInt(3) == 0 ? (int) number(random, 0) : random.nextInt(6000);
        String shape = SHAPES.getOrDefault(shaped, "");
        for (int field = 0; field < shape.length(); field++) {
            switch (shape.charAt(field)) {
                case 'h' -> b.putLong(number(random, lastHandle));
                case 'n' -> b.putLong(number(random, lastNode));
                case 'o' -> b.putLong(offset(random));
                case 's' -> b.putInt(size);
                case 'f' -> b.putInt(flags(random));
                case 'm' -> b.putInt(mode(random));
                case 'g' -> b.putInt(random.nextInt(4) | (random.nextInt(8) == 0 ? 01000 : 0));
                case 'N' -> name(b, random);
                case 'X' -> {
                    if (random.nextInt(3) == 0) {
                        name(b, random);
                    } else {
                        b.put("user.x\0".getBytes(StandardCharsets.ISO_8859_1));
                    }
                }
                case 'T' -> {
                    name(b, random);
                    name(b, random);
                }
                case 'D' -> {
                    for (int i = 0; i < Math.min(Math.max(size, 0), 6000); i++) {
                        b.put((byte) i);
                    }
                }
                default -> b.putInt(0);
            }
        }
        if (extended) {
            b.putInt(16).putInt(32).putInt(random.nextInt(4)).putInt(7);
        }
        int length = b.position();
        if (random.nextInt(40) == 0) {
            length = Math.min(length, Math.max(1, random.nextInt(length + 1)));
        }
        b.putInt(0, random.nextInt(60) == 0 ? flags(random) : length);
        byte[] bytes = new byte[length];
        b.clear().get(bytes);
        if (random.nextInt(20) == 0) {
            bytes[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private static void name(ByteBuffer b, SplittableRandom random) {
        boolean common = random.nextInt(4) != 0;
        String s = common ? NAMES[3 + random.nextInt(4)] : NAMES[random.nextInt(NAMES.length)];
        b.put(s.getBytes(StandardCharsets.ISO_8859_1));
        if (random.nextInt(40) != 0) {
            b.put((byte) 0);
        }
    }

    /** A nodeid or handle: mostly one that may exist. */
    private static long number(SplittableRandom random, long last) {
        return switch (random.nextInt(16)) {
            case 0 -> EDGES[random.nextInt(EDGES.length)];
            case 1 -> random.nextInt(40);
            case 2 -> last - random.nextInt(20);
            case 3, 4, 5, 6 -> 1;
            default -> last;
        };
    }

    private static long offset(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> EDGES[random.nextInt(EDGES.length)];
            case 1 -> random.nextLong();
            case 2 -> random.nextInt(1 << 24);
            default -> random.nextInt(20_000);
        };
    }

    private static int flags(SplittableRandom random) {
        return switch (random.nextInt(10)) {
            case 0 -> (int) EDGES[random.nextInt(EDGES.length)];
            case 1 -> random.nextInt();
            default -> random.nextInt(5);
        };
    }

    private static int mode(SplittableRandom random) {
        return random.nextInt(8) == 0 ? random.nextInt() : 0100000 | random.nextInt(010000);
    }
}
