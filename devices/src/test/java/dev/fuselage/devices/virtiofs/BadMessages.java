package dev.fuselage.devices.virtiofs;

import dev.fuselage.devices.server.RawClient;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * What a guest may not ask, and what comes of it each time. The session has the file {@code f} as
 * nodeid 2, open as 1 with 4 bytes, the directory {@code d} as nodeid 3, and the root open as 2.
 */
final class BadMessages {

    /** What comes of a message. */
    sealed interface Outcome {}

    /** A reply that is an error and nothing else. */
    record Fails(int errno) implements Outcome {}

    /** The buffer comes back unused, as for all messages of this kind. */
    record Silent() implements Outcome {}

    /** DEVICE_NEEDS_RESET, as there is no place for an error or no knowing what was asked. */
    record NeedsReset(String why) implements Outcome {}

    /**
     * One message.
     *
     * @param room bytes for a reply
     */
    record Case(String name, Function<RawClient, byte[]> message, int room, Outcome outcome) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final int ROOM = 4096;
    private static final String LONG_NAME = "n".repeat(256);

    private final List<Case> cases = new ArrayList<>();

    private BadMessages() {}

    static List<Case> all() {
        BadMessages table = new BadMessages();
        table.names();
        table.nodeIds();
        table.handles();
        table.lengths();
        table.rooms();
        table.values();
        table.silentOnes();
        return table.cases;
    }

    private void fails(int errno, String name, Function<RawClient, RawClient> ask) {
        cases.add(new Case(name, c -> ask.apply(c).message(), ROOM, new Fails(errno)));
    }

    private void failsWithRoom(
            int room, int errno, String name, Function<RawClient, RawClient> ask) {
        cases.add(new Case(name, c -> ask.apply(c).message(), room, new Fails(errno)));
    }

    private void needsReset(
            int room, String why, String name, Function<RawClient, byte[]> message) {
        cases.add(new Case(name, message, room, new NeedsReset("queue 1: " + why)));
    }

    // ------------------------------------------------------------------ names

    private static RawClient named(RawClient c, Opcode op, String name) {
        return switch (op) {
            case LOOKUP, UNLINK, RMDIR -> c.ask(op, 1).name(name);
            case MKDIR -> c.ask(op, 1).u32(0755, 0).name(name);
            case MKNOD -> c.ask(op, 1).u32(0100644, 0, 0, 0).name(name);
            case CREATE -> c.ask(op, 1).u32(0102, 0644, 0, 0).name(name);
            case SYMLINK -> c.ask(op, 1).name(name).name("target");
            case LINK -> c.ask(op, 1).u64(2).name(name);
            case RENAME -> c.ask(op, 1).u64(1).name(name).name("new");
            case RENAME2 -> c.ask(op, 1).u64(1).u32(0, 0).name("f").name(name);
            default -> throw new IllegalArgumentException(op + " takes no name");
        };
    }

    private void names() {
        List<Opcode> opcodes =
                List.of(
                        Opcode.LOOKUP,
                        Opcode.UNLINK,
                        Opcode.RMDIR,
                        Opcode.MKDIR,
                        Opcode.MKNOD,
                        Opcode.CREATE,
                        Opcode.SYMLINK,
                        Opcode.LINK,
                        Opcode.RENAME,
                        Opcode.RENAME2);
        for (Opcode op : opcodes) {
            for (String name : List.of("", ".", "..", "/", "a/b", "../f", "f/")) {
                fails(Errno.EINVAL, op + " of '" + name + "'", c -> named(c, op, name));
            }
            fails(Errno.ENAMETOOLONG, op + " of 256 bytes", c -> named(c, op, LONG_NAME));
            if (op != Opcode.SYMLINK) {
                // There, what follows a NUL is the target.
                fails(Errno.EINVAL, op + " of 'a\\0b'", c -> named(c, op, "a\0b"));
            }
        }
        fails(Errno.EINVAL, "a name without its NUL", c -> c.ask(Opcode.LOOKUP, 1).text("f"));
        fails(Errno.EINVAL, "no name", c -> c.ask(Opcode.LOOKUP, 1));
        fails(Errno.EINVAL, "no second name", c -> c.ask(Opcode.RENAME, 1).u64(1).name("f"));
        fails(
                Errno.ENAMETOOLONG,
                "a name of many pages",
                c -> c.ask(Opcode.LOOKUP, 1).name("n".repeat(20_000)));
        fails(
                Errno.ENAMETOOLONG,
                "a target longer than a path",
                c -> c.ask(Opcode.SYMLINK, 1).name("l").name("t".repeat(4096)));
    }

    // ------------------------------------------------------------------ nodeids and handles

    private void nodeIds() {
        for (long node : new long[] {0, 4, 99, Long.MAX_VALUE, -1}) {
            String of = " of nodeid " + node;
            fails(Errno.EBADF, "GETATTR" + of, c -> c.ask(Opcode.GETATTR, node).u32(0, 0).u64(0));
            fails(Errno.EBADF, "LOOKUP" + of, c -> c.ask(Opcode.LOOKUP, node).name("f"));
            fails(Errno.EBADF, "SETATTR" + of, c -> c.ask(Opcode.SETATTR, node).raw(new byte[88]));
            fails(Errno.EBADF, "OPEN" + of, c -> c.ask(Opcode.OPEN, node).u32(0, 0));
            fails(Errno.EBADF, "OPENDIR" + of, c -> c.ask(Opcode.OPENDIR, node).u32(0, 0));
            fails(Errno.EBADF, "READLINK" + of, c -> c.ask(Opcode.READLINK, node));
            fails(Errno.EBADF, "STATFS" + of, c -> c.ask(Opcode.STATFS, node));
            fails(Errno.EBADF, "SYNCFS" + of, c -> c.ask(Opcode.SYNCFS, node).u64(0));
            fails(Errno.EBADF, "LINK" + of, c -> c.ask(Opcode.LINK, 1).u64(node).name("l"));
            fails(
                    Errno.EBADF,
                    "RENAME" + of,
                    c -> c.ask(Opcode.RENAME, node).u64(1).name("f").name("g"));
            fails(
                    Errno.EBADF,
                    "RENAME to" + of,
                    c -> c.ask(Opcode.RENAME, 1).u64(node).name("f").name("g"));
            fails(
                    Errno.EBADF,
                    "CREATE" + of,
                    c -> c.ask(Opcode.CREATE, node).u32(2, 0, 0, 0).name("x"));
        }
        fails(Errno.ENOTDIR, "LOOKUP in a file", c -> c.ask(Opcode.LOOKUP, 2).name("f"));
        fails(Errno.EISDIR, "OPEN of a directory", c -> c.ask(Opcode.OPEN, 3).u32(2, 0));
        fails(Errno.ENOTDIR, "OPENDIR of a file", c -> c.ask(Opcode.OPENDIR, 2).u32(0, 0));
        fails(Errno.EINVAL, "READLINK of a file", c -> c.ask(Opcode.READLINK, 2));
    }

    private void handles() {
        for (long fh : new long[] {0, 3, Long.MIN_VALUE, -1}) {
            String of = " of handle " + fh;
            fails(Errno.EBADF, "READ" + of, c -> c.askRead(Opcode.READ, 2, fh, 0, 4));
            fails(Errno.EBADF, "WRITE" + of, c -> c.askWrite(2, fh, 0, "bad"));
            fails(Errno.EBADF, "READDIR" + of, c -> c.askRead(Opcode.READDIR, 1, fh, 0, 1000));
            fails(Errno.EBADF, "RELEASE" + of, c -> c.ask(Opcode.RELEASE, 2).u64(fh, 0, 0));
            fails(Errno.EBADF, "RELEASEDIR" + of, c -> c.ask(Opcode.RELEASEDIR, 1).u64(fh, 0, 0));
            fails(Errno.EBADF, "FLUSH" + of, c -> c.ask(Opcode.FLUSH, 2).u64(fh, 0, 0));
            fails(Errno.EBADF, "FSYNC" + of, c -> c.ask(Opcode.FSYNC, 2).u64(fh, 0));
            fails(Errno.EBADF, "LSEEK" + of, c -> c.ask(Opcode.LSEEK, 2).u64(fh, 0, 0));
            fails(Errno.EBADF, "FALLOCATE" + of, c -> c.ask(Opcode.FALLOCATE, 2).u64(fh, 0, 9, 0));
        }
        fails(Errno.EBADF, "READ of a directory", c -> c.askRead(Opcode.READ, 1, 2, 0, 4));
        fails(Errno.EBADF, "READDIR of a file", c -> c.askRead(Opcode.READDIR, 2, 1, 0, 1000));
        fails(Errno.EBADF, "READ by another's handle", c -> c.askRead(Opcode.READ, 3, 1, 0, 4));
        fails(Errno.EBADF, "RELEASE as the wrong kind", c -> c.ask(Opcode.RELEASE, 1).u64(2, 0, 0));
    }

    // ------------------------------------------------------------------ lengths

    private static RawClient getattr(RawClient c) {
        return c.ask(Opcode.GETATTR, 1).u32(0, 0).u64(0);
    }

    private void lengths() {
        int sent = 40 + 16;
        for (int length : new int[] {0, 1, 39, sent - 1, sent + 1, 1 << 20, (1 << 20) + 4096}) {
            fails(
                    Errno.EINVAL,
                    "a header that says " + length + " bytes",
                    c -> getattr(c).lengthOff(length - sent));
        }
        for (int length : new int[] {(1 << 20) + 4097, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            fails(
                    Errno.ENOMEM,
                    "a header that says " + Integer.toUnsignedString(length) + " bytes",
                    c -> getattr(c).lengthOff(length - sent));
        }
        fails(
                Errno.EINVAL,
                "a WRITE of more than it has",
                c -> c.ask(Opcode.WRITE, 2).u64(1, 0).u32(5, 0).u64(0).u32(0, 0).text("four"));
        fails(
                Errno.EINVAL,
                "a WRITE of 4 GiB",
                c -> c.ask(Opcode.WRITE, 2).u64(1, 0).u32(-1, 0).u64(0).u32(0, 0).text("four"));
        fails(
                Errno.EINVAL,
                "an extension that is not there",
                c -> c.ask(Opcode.MKDIR, 1).u32(0755, 0).name("x").extensions(4));
        fails(
                Errno.EINVAL,
                "an extension nobody spoke of",
                c -> c.ask(Opcode.MKDIR, 1).u32(0755, 0).name("x").u64(0));
        fails(
                Errno.EINVAL,
                "more groups than there are",
                c ->
                        c.ask(Opcode.MKDIR, 1)
                                .u32(0755, 0)
                                .name("x")
                                .u32(16, 32, -1, 0)
                                .extensions(2));
        fails(
                Errno.EINVAL,
                "an extension that never ends",
                c -> c.ask(Opcode.MKDIR, 1).u32(0755, 0).name("x").u32(0, 32, 0, 0).extensions(2));
        needsReset(
                ROOM, "a request of 0x0 bytes has no FUSE header", "no message", c -> new byte[0]);
        needsReset(
                ROOM,
                "a request of 0x27 bytes has no FUSE header",
                "most of a header",
                c -> Arrays.copyOf(getattr(c).message(), 39));
    }

    private void rooms() {
        failsWithRoom(16, Errno.ENOMEM, "GETATTR with room for an error", BadMessages::getattr);
        failsWithRoom(16 + 103, Errno.ENOMEM, "GETATTR short of a byte", BadMessages::getattr);
        failsWithRoom(
                16 + 127,
                Errno.ENOMEM,
                "LOOKUP short of a byte",
                c -> c.ask(Opcode.LOOKUP, 1).name("f"));
        failsWithRoom(
                16 + 143,
                Errno.ENOMEM,
                "CREATE short of a byte",
                c -> named(c, Opcode.CREATE, "x"));
        failsWithRoom(
                16 + 3,
                Errno.ENOMEM,
                "READ of more than there is room for",
                c -> c.askRead(Opcode.READ, 2, 1, 0, 4));
        fails(
                Errno.ENOMEM,
                "READ of 2 GiB",
                c -> c.askRead(Opcode.READ, 2, 1, 0, Integer.MIN_VALUE));
        fails(Errno.ENOMEM, "READDIR of 4 GiB", c -> c.askRead(Opcode.READDIR, 1, 2, 0, -1));
        for (int room : new int[] {1, 15}) {
            String why = "0x%x bytes for a reply have no room for its header".formatted(room);
            needsReset(room, why, "room of " + room, c -> getattr(c).message());
        }
        needsReset(
                0,
                "opcode 3 has no room for a reply",
                "GETATTR without room",
                c -> getattr(c).message());
        needsReset(
                0,
                "opcode 77 has no room for a reply",
                "what is unknown without room",
                c -> {
                    byte[] message = getattr(c).message();
                    message[4] = 77;
                    return message;
                });
    }

    // ------------------------------------------------------------------ values

    private void values() {
        for (int opcode : new int[] {0, 7, 19, 77, 126}) {
            cases.add(
                    new Case(
                            "opcode " + opcode,
                            c -> {
                                byte[] message = getattr(c).message();
                                message[4] = (byte) opcode;
                                return message;
                            },
                            ROOM,
                            new Fails(Errno.ENOSYS)));
        }
        fails(Errno.EINVAL, "READ before the file", c -> c.askRead(Opcode.READ, 2, 1, -1, 4));
        fails(Errno.EINVAL, "WRITE before the file", c -> c.askWrite(2, 1, -1, "bad"));
        fails(Errno.EFBIG, "WRITE beyond any file", c -> c.askWrite(2, 1, Long.MAX_VALUE, "bad"));
        fails(
                Errno.EINVAL,
                "LSEEK with no whence",
                c -> c.ask(Opcode.LSEEK, 2).u64(1, 0).u32(9, 0));
        fails(
                Errno.EINVAL,
                "FALLOCATE of nothing",
                c -> c.ask(Opcode.FALLOCATE, 2).u64(1, 0, 0).u32(0, 0));
        fails(
                Errno.EFBIG,
                "FALLOCATE of everything",
                c -> c.ask(Opcode.FALLOCATE, 2).u64(1, 0, Long.MAX_VALUE).u32(0, 0));
        fails(
                Errno.EINVAL,
                "RENAME2 with unknown flags",
                c -> c.ask(Opcode.RENAME2, 1).u64(1).u32(64, 0).name("f").name("g"));
        fails(
                Errno.EINVAL,
                "a directory moved into itself",
                c -> c.ask(Opcode.RENAME, 1).u64(3).name("d").name("e"));
        fails(
                Errno.EINVAL,
                "a file cut to a negative size",
                c -> c.ask(Opcode.SETATTR, 2).u32(8, 0).u64(0, -1).raw(new byte[64]));
        fails(
                Errno.EINVAL,
                "COPY_FILE_RANGE with flags",
                c -> c.ask(Opcode.COPY_FILE_RANGE, 2).u64(1, 0, 2, 1, 9, 4, 1));
    }

    private void silentOnes() {
        silent("FORGET of an unknown nodeid", c -> c.ask(Opcode.FORGET, 99).u64(1));
        silent("FORGET of the root", c -> c.ask(Opcode.FORGET, 1).u64(-1));
        silent("FORGET without its argument", c -> c.ask(Opcode.FORGET, 2));
        silent("FORGET of nothing", c -> c.ask(Opcode.FORGET, 2).u64(0));
        silent(
                "BATCH_FORGET of more than it has",
                c -> c.ask(Opcode.BATCH_FORGET, 0).u32(-1, 0).u64(2, 1));
        silent("INTERRUPT of what is not there", c -> c.ask(Opcode.INTERRUPT, 0).u64(12345));
    }

    private void silent(String name, Function<RawClient, RawClient> ask) {
        cases.add(new Case(name, c -> ask.apply(c).message(), 0, new Silent()));
    }
}
