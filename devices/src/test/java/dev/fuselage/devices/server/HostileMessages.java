package dev.fuselage.devices.server;

import dev.fuselage.fuse.Opcode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Messages that are nearly right, with numbers at the edges: about nodeids and handles that exist,
 * as far as it was told of replies, and often enough about others.
 */
public final class HostileMessages {

    /** Offers whatever the messages are about. */
    public static final ServerConfig EVERYTHING =
            ServerConfig.builder(CachePolicy.AUTO)
                    .xattr(true)
                    .posixAcl(true)
                    .locks(true)
                    .killPriv(KillPriv.V2)
                    .tmpfileAndStatx(true)
                    .maxOpen(50)
                    .build();

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

    /** Every opcode there are messages of. */
    public static final List<Opcode> OPCODES = SHAPES.keySet().stream().sorted().toList();

    private final SplittableRandom random;
    private final long mostOffset;
    private final List<String> usualNames = new ArrayList<>(List.of("a", "b", "c", "d"));
    private final Map<Opcode, Integer> through = new TreeMap<>();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private long lastNode = 1;
    private long lastHandle = 1;

    /** Messages with any offsets and lengths. */
    public HostileMessages(SplittableRandom random) {
        this(random, Long.MAX_VALUE);
    }

    /**
     * Messages.
     *
     * @param mostOffset largest offset and length in a file, for the sake of the disk it is on;
     *     negative ones come too
     * @param names that are likely to exist, besides those that the messages make
     */
    public HostileMessages(SplittableRandom random, long mostOffset, String... names) {
        this.random = random;
        this.mostOffset = mostOffset;
        usualNames.addAll(List.of(names));
    }

    /** Opcodes that have succeeded. */
    public Set<Opcode> through() {
        return through.keySet();
    }

    /**
     * Remembers what a reply has made, so that later messages find something to hurt.
     *
     * @param message that was answered
     * @param reply a whole reply
     */
    public void learn(byte[] message, byte[] reply) {
        ByteBuffer asked = ByteBuffer.wrap(message).order(order);
        ByteBuffer b = ByteBuffer.wrap(reply).order(order);
        Opcode opcode = message.length < 40 ? null : Opcode.of(asked.getInt(4));
        if (opcode == null || b.getInt(4) != 0) {
            return;
        }
        succeeded(opcode);
        switch (opcode) {
            case LOOKUP, MKNOD, MKDIR, SYMLINK, LINK -> lastNode = b.getLong(16);
            case CREATE, TMPFILE -> {
                lastNode = b.getLong(16);
                lastHandle = b.getLong(144);
            }
            case OPEN, OPENDIR -> {
                lastNode = asked.getLong(16);
                lastHandle = b.getLong(16);
            }
            default -> {}
        }
    }

    /** Notes that a message got through, with a reply or as one that has none. */
    public void succeeded(Opcode opcode) {
        through.merge(opcode, 1, Integer::sum);
    }

    /** Byte order of the messages since the last {@link #init}. */
    public ByteOrder order() {
        return order;
    }

    /** An INIT that succeeds, in one byte order or the other. */
    public byte[] init() {
        order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer b = ByteBuffer.allocate(104).order(order);
        b.putInt(104).putInt(Opcode.INIT.number()).putLong(random.nextLong());
        b.position(40);
        b.putInt(7).putInt(41).putInt(131072).putInt(0x7bfffffb).putInt(0x1ff);
        return b.array();
    }

    /** The next message. */
    public byte[] next() {
        ByteBuffer b = ByteBuffer.allocate(16_384).order(order);
        Opcode shaped = OPCODES.get(random.nextInt(OPCODES.size()));
        boolean wild = random.nextInt(200) == 0;
        int opcode = wild ? random.nextInt(60) : shaped.number();
        b.putInt(0).putInt(opcode).putLong(random.nextLong()).putLong(number(lastNode));
        b.putInt(random.nextInt(3) - 1).putInt(random.nextInt(3) - 1).putInt(1);
        boolean extended = random.nextInt(30) == 0;
        b.putShort((short) (extended ? random.nextInt(6) : 0)).putShort((short) 0);
        int size = random.nextInt(3) == 0 ? (int) number(0) : random.nextInt(6000);
        String shape = SHAPES.getOrDefault(shaped, "");
        for (int i = 0; i < shape.length(); i++) {
            argument(b, shape.charAt(i), size);
        }
        if (extended) {
            b.putInt(16).putInt(32).putInt(random.nextInt(4)).putInt(7);
        }
        int length = b.position();
        if (random.nextInt(40) == 0) {
            length = Math.min(length, Math.max(1, random.nextInt(length + 1)));
        }
        b.putInt(0, random.nextInt(60) == 0 ? flags() : length);
        byte[] bytes = new byte[length];
        b.clear().get(bytes);
        if (random.nextInt(20) == 0) {
            bytes[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private void argument(ByteBuffer b, char kind, int size) {
        switch (kind) {
            case 'h' -> b.putLong(number(lastHandle));
            case 'n' -> b.putLong(number(lastNode));
            case 'o' -> b.putLong(offset());
            case 's' -> b.putInt(size);
            case 'f' -> b.putInt(flags());
            case 'm' -> b.putInt(mode());
            case 'g' -> b.putInt(random.nextInt(4) | (random.nextInt(8) == 0 ? 01000 : 0));
            case 'N' -> name(b);
            case 'X' -> {
                if (random.nextInt(3) == 0) {
                    name(b);
                } else {
                    b.put("user.x\0".getBytes(StandardCharsets.ISO_8859_1));
                }
            }
            case 'T' -> {
                name(b);
                name(b);
            }
            case 'D' -> {
                for (int i = 0; i < Math.min(Math.max(size, 0), 6000); i++) {
                    b.put((byte) i);
                }
            }
            default -> b.putInt(0);
        }
    }

    private void name(ByteBuffer b) {
        boolean usual = random.nextInt(4) != 0;
        String s =
                usual
                        ? usualNames.get(random.nextInt(usualNames.size()))
                        : NAMES[random.nextInt(NAMES.length)];
        b.put(s.getBytes(StandardCharsets.ISO_8859_1));
        if (random.nextInt(40) != 0) {
            b.put((byte) 0);
        }
    }

    /** A nodeid or handle: mostly one that may exist. */
    private long number(long last) {
        return switch (random.nextInt(16)) {
            case 0 -> EDGES[random.nextInt(EDGES.length)];
            case 1 -> random.nextInt(40);
            case 2 -> last - random.nextInt(20);
            case 3, 4, 5, 6 -> 1;
            default -> last;
        };
    }

    private long offset() {
        long n =
                switch (random.nextInt(8)) {
                    case 0 -> EDGES[random.nextInt(EDGES.length)];
                    case 1 -> random.nextLong();
                    case 2 -> random.nextInt(1 << 24);
                    default -> random.nextInt(20_000);
                };
        return n > mostOffset ? n % mostOffset : n;
    }

    private int flags() {
        return switch (random.nextInt(10)) {
            case 0 -> (int) EDGES[random.nextInt(EDGES.length)];
            case 1 -> random.nextInt();
            default -> random.nextInt(5);
        };
    }

    private int mode() {
        return random.nextInt(8) == 0 ? random.nextInt() : 0100000 | random.nextInt(010000);
    }
}
