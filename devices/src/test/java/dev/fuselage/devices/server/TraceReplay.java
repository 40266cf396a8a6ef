package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.fuse.Opcode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Sends the requests of a recording to a server, and puts its replies into the words of recordings.
 */
final class TraceReplay {

    private static final Map<String, Integer> OPEN_FLAGS =
            Map.of(
                    "RDONLY",
                    0,
                    "WRONLY",
                    1,
                    "RDWR",
                    2,
                    "CREAT",
                    0100,
                    "EXCL",
                    0200,
                    "TRUNC",
                    01000,
                    "APPEND",
                    02000,
                    "DIRECT",
                    040000,
                    "LARGEFILE",
                    0100000,
                    "DIRECTORY",
                    0200000);

    private static final Map<String, Integer> MORE_FLAGS =
            Map.of("EXEC", 0x20, "TMPFILE", 020200000);

    private static final Map<String, Integer> WHENCE =
            Map.of("SET", 0, "CUR", 1, "END", 2, "DATA", 3, "HOLE", 4);

    private static final List<String> LOCK_TYPES = List.of("RD", "WR", "UN");

    private final RawGuest g;
    private final NodeLabels labels = new NodeLabels();
    private final HostSteps host;
    private final Map<Long, Long> cookies = new HashMap<>();

    // The request being replayed.
    private String node = "";
    private Map<String, String> args = new HashMap<>();

    TraceReplay(RawGuest guest, FileSystem fs) {
        g = guest;
        host = new HostSteps(fs);
    }

    /**
     * Replays one line; returns our reply in the recording's words, or null where there is none.
     */
    String line(String line) {
        if (line.startsWith("+ ") || line.startsWith("! ")) {
            host.run(line.substring(2));
            return "";
        }
        if (line.startsWith("> ")) {
            return "";
        }
        String request = line.split(" -> ", 2)[0];
        List<String> words = new ArrayList<>(List.of(request.split(" ", -1)));
        String opcode = words.removeFirst().replace("H:", "");
        node = words.removeFirst();
        args = new HashMap<>();
        for (String w : words) {
            int eq = w.indexOf('=');
            args.put(eq < 0 ? w : w.substring(0, eq), eq < 0 ? "" : w.substring(eq + 1));
        }
        return send(Opcode.valueOf(opcode));
    }

    private String arg(String key) {
        return Objects.requireNonNull(args.get(key), () -> key + " of " + node);
    }

    private long number(String key) {
        String s = arg(key);
        return s.startsWith("0x") ? Long.parseLong(s.substring(2), 16) : Long.parseLong(s);
    }

    private int octal(String key) {
        return Integer.parseInt(arg(key), 8);
    }

    private int flags(String key) {
        int all = 0;
        for (String f : arg(key).split("\\|", -1)) {
            Integer bit = OPEN_FLAGS.getOrDefault(f, MORE_FLAGS.get(f));
            all |= Objects.requireNonNull(bit, f);
        }
        return all;
    }

    private int hex(String key) {
        return (int) Long.parseLong(arg(key).replaceAll("^0x|\\(.*", ""), 16);
    }

    private RawClient ask(Opcode op) {
        g.ask(op, labels.node(node));
        String c = arg("c");
        if (c.equals("N")) {
            return g.as(0, 0);
        }
        if (c.contains(":")) {
            String[] ids = c.split(":", -1);
            return g.as(Integer.parseInt(ids[0]), Integer.parseInt(ids[1]));
        }
        return g;
    }

    private String send(Opcode op) {
        return switch (op) {
            case INIT -> init();
            case DESTROY -> silent(ask(op), "(no reply header)");
            case FORGET -> silent(ask(op).u64(number("nlookup")), "");
            case LOOKUP -> entry(ask(op).name(arg("name")).send(), arg("name"));
            case MKDIR -> {
                RawClient a = ask(op).u32(octal("mode"), octal("umask")).name(arg("name"));
                yield entry(a.send(), arg("name"));
            }
            case MKNOD -> {
                RawClient a = ask(op).u32(octal("mode"), hex("rdev"), octal("umask"), 0);
                yield entry(a.name(arg("name")).send(), arg("name"));
            }
            case SYMLINK ->
                    entry(ask(op).name(arg("name")).name(arg("target")).send(), arg("name"));
            case LINK -> {
                RawClient a = ask(op).u64(labels.node(arg("old"))).name(arg("newname"));
                yield entry(a.send(), arg("newname"));
            }
            case CREATE, TMPFILE -> create(op);
            case GETATTR -> {
                boolean fh = args.containsKey("FH");
                yield attributes(ask(op).u32(fh ? 1 : 0, 0).u64(fh ? number("fh") : 0).send());
            }
            case SETATTR -> setattr();
            case STATX -> plain(ask(op).u32(0, 0).u64(0).u32(0, hex("mask")).send());
            case OPEN, OPENDIR -> open(ask(op).u32(flags("flags"), 0).send());
            case READ -> count(read(op).room(16 + (int) number("size")).send());
            case READDIR, READDIRPLUS -> list(op);
            case WRITE -> write();
            case LSEEK -> {
                RawClient a = ask(op).u64(number("fh"), number("off"));
                RawClient.Reply r = a.u32(WHENCE.getOrDefault(arg("whence"), -1), 0).send();
                yield failed(r) ? r.error() : "" + r.u64(0);
            }
            case COPY_FILE_RANGE -> copy();
            case RENAME, RENAME2 -> rename(op);
            case UNLINK, RMDIR, REMOVEXATTR -> plain(ask(op).name(arg("name")).send());
            case FLUSH -> plain(ask(op).u64(number("fh")).u32(0, 0).u64(7).send());
            case RELEASE, RELEASEDIR -> {
                RawClient a = ask(op).u64(number("fh")).u32(flags("flags"), (int) number("rf"));
                yield plain(a.u64(number("fh")).send());
            }
            case FSYNC ->
                    plain(ask(op).u64(number("fh")).u32((int) number("fsyncflags"), 0).send());
            case FALLOCATE -> {
                RawClient a = ask(op).u64(number("fh"), number("off"), number("len"));
                yield plain(a.u32(hex("mode"), 0).send());
            }
            case STATFS -> plain(ask(op).send());
            case SYNCFS -> plain(ask(op).u64(0).send());
            case IOCTL -> plain(ask(op).u64(number("fh")).u32(0, 0).u64(0).u32(0, 4).send());
            case GETXATTR, LISTXATTR, SETXATTR -> xattr(op);
            case GETLK, SETLK, SETLKW -> lock(op);
            default -> throw new IllegalArgumentException("not in recordings: " + op);
        };
    }

    // ------------------------------------------------------------------ words of replies

    private static boolean failed(RawClient.Reply r) {
        return !r.error().equals("ok");
    }

    private static String plain(RawClient.Reply r) {
        return r.error();
    }

    private static String silent(RawClient a, String words) {
        a.room(0).send().none();
        return words;
    }

    private static String count(RawClient.Reply r) {
        return failed(r) ? r.error() : "" + r.size();
    }

    /** Mode, links, size and owner from where {@code fuse_attr} begins. */
    private static String attr(RawClient.Reply r, int at) {
        String own = "";
        if (r.u32(at + 68) != 0 || r.u32(at + 72) != 0) {
            own = " own=" + r.u32(at + 68) + ":" + r.u32(at + 72);
        }
        return "mode=%o nlink=%d size=%d%s"
                .formatted(r.u32(at + 60), r.u32(at + 64), r.u64(at + 8), own);
    }

    private String entry(RawClient.Reply r, String name) {
        if (failed(r)) {
            return r.error();
        }
        String label = labels.seen(node, name, r.u64(0));
        return "node=%s t=%d/%d %s".formatted(label, r.u64(16), r.u64(24), attr(r, 40));
    }

    private static String attributes(RawClient.Reply r) {
        return failed(r) ? r.error() : "t=" + r.u64(0) + " " + attr(r, 16);
    }

    private static String open(RawClient.Reply r) {
        return failed(r) ? r.error() : openOut(r, 0);
    }

    private static String openOut(RawClient.Reply r, int at) {
        List<String> names = new ArrayList<>();
        String[] bits = {"DIRECT_IO", "KEEP_CACHE", "NONSEEKABLE", "CACHE_DIR"};
        for (int i = 0; i < bits.length; i++) {
            if ((r.u32(at + 8) & 1 << i) != 0) {
                names.add(bits[i]);
            }
        }
        String flags = names.isEmpty() ? "0" : String.join("|", names);
        return "fh=" + r.u64(at) + " open=" + flags;
    }

    // ------------------------------------------------------------------ requests

    private String init() {
        RawClient.Reply r = g.init();
        return ("%d.%d max_readahead=%d flags=0x%08x flags2=0x%x max_background=%d cong=%d max_write=%d"
                        + " time_gran=%d max_pages=%d map_align=%d")
                .formatted(
                        r.u32(0), r.u32(4), r.u32(8), r.u32(12), r.u32(32), r.u16(16), r.u16(18),
                        r.u32(20), r.u32(24), r.u16(28), r.u16(30));
    }

    private String create(Opcode op) {
        RawClient a = ask(op).u32(flags("flags"), octal("mode"), octal("umask"), 0);
        RawClient.Reply r = a.name(arg("name")).send();
        return failed(r) ? r.error() : entry(r, arg("name")) + " " + openOut(r, 128);
    }

    private String setattr() {
        int valid = hex("valid");
        long size = args.containsKey("size") ? number("size") : 0;
        int mode = args.containsKey("mode") ? octal("mode") : 0;
        int uid = args.containsKey("uid") ? (int) number("uid") : 0;
        int gid = args.containsKey("gid") ? (int) number("gid") : 0;
        long fh = args.containsKey("fh") ? number("fh") : 0;
        RawClient a = ask(Opcode.SETATTR).u32(valid, 0).u64(fh, size, 7, 1, 1, 1);
        return attributes(a.u32(0, 0, 0, mode, 0, uid, gid, 0).send());
    }

    private RawClient read(Opcode op) {
        long fh = number("fh");
        long offset = arg("off").equals("C") ? cookies.getOrDefault(fh, 0L) : number("off");
        return ask(op).u64(fh, offset).u32((int) number("size"), 0).u64(7).u32(0, 0);
    }

    private String list(Opcode op) {
        RawClient.Reply r = read(op).room(16 + (int) number("size")).send();
        if (failed(r)) {
            return r.error();
        }
        boolean plus = op == Opcode.READDIRPLUS;
        int entries = 0;
        int named = 0;
        int at = 0;
        while (at < r.size()) {
            int d = plus ? at + 128 : at;
            String name = r.text(d + 24, r.u32(d + 16));
            if (plus && r.u64(at) != 0) {
                named++;
                labels.seen(node, name, r.u64(at));
            }
            cookies.put(number("fh"), r.u64(d + 8));
            entries++;
            at = (d + 24 + name.length() + 7) & ~7;
        }
        return "entries=" + entries + (plus ? " withnode=" + named : "");
    }

    private String write() {
        int size = (int) number("size");
        RawClient a = ask(Opcode.WRITE).u64(number("fh"), number("off"));
        a.u32(size, (int) number("wf")).u64(7).u32(flags("fl"), 0).raw(new byte[size]);
        RawClient.Reply r = a.send();
        return failed(r) ? r.error() : "" + r.u32(0);
    }

    private String copy() {
        RawClient a = ask(Opcode.COPY_FILE_RANGE).u64(number("fh_in"), number("off_in"));
        a.u64(labels.node(arg("out")), number("fh_out"), number("off_out"), number("len"), 0);
        RawClient.Reply r = a.send();
        return failed(r) ? r.error() : "" + r.u32(0);
    }

    private String rename(Opcode op) {
        RawClient a = ask(op).u64(labels.node(arg("newdir")));
        int flags = 0;
        if (op == Opcode.RENAME2) {
            flags = (int) number("flags");
            a.u32(flags, 0);
        }
        RawClient.Reply r = a.name(arg("name")).name(arg("newname")).send();
        if (!failed(r)) {
            boolean swap = (flags & 2) != 0;
            labels.renamed(node, arg("name"), arg("newdir"), arg("newname"), swap);
        }
        return r.error();
    }

    private String xattr(Opcode op) {
        int size = (int) number("size");
        if (op == Opcode.SETXATTR) {
            RawClient a = ask(op).u32(size, 0);
            // With FUSE_SETXATTR_EXT, which comes with ACLs, the structure has two more words.
            a = g.server.config().posixAcl() ? a.u32(0, 0) : a;
            return plain(a.name(arg("name")).raw(new byte[size]).send());
        }
        RawClient a = ask(op).u32(size, 0);
        RawClient.Reply r = (op == Opcode.LISTXATTR ? a : a.name(arg("name"))).send();
        if (failed(r)) {
            return r.error();
        }
        return size == 0 ? "size=" + r.u32(0) : "len=" + r.size();
    }

    private String lock(Opcode op) {
        long end = arg("end").equals("MAX") ? Long.MAX_VALUE : number("end");
        // Recordings do not tell owners; there, each open file had its own.
        long owner = number("fh");
        RawClient a = ask(op).u64(number("fh"), owner, number("start"), end);
        a.u32(LOCK_TYPES.indexOf(arg("type")), 0, (int) number("lk_flags"), 0);
        RawClient.Reply r = a.send();
        if (failed(r)) {
            return r.error();
        }
        return op == Opcode.GETLK ? "type=" + LOCK_TYPES.get(r.u32(16)) : "ok";
    }
}
