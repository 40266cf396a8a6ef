package dev.fuselage.cli.session;

import dev.fuselage.devices.fs.NodeResult;
import dev.fuselage.devices.fs.SetAttributes;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.program.libc.ErrorText;
import dev.fuselage.kernel.program.libc.ModeText;
import dev.fuselage.kernel.program.libc.SizeText;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code host COMMAND}: changes a share from the host's side, at this point of virtual time, which
 * does not pass meanwhile. FILE is relative to the share's top; {@code TAG:FILE} names another
 * share than the first.
 */
final class HostCommands {

    /** What can be done. */
    static final List<String> NAMES =
            List.of(
                    "append",
                    "cat",
                    "chmod",
                    "link",
                    "ls",
                    "mkdir",
                    "mv",
                    "rm",
                    "rmdir",
                    "stat",
                    "symlink",
                    "touch",
                    "truncate",
                    "write");

    private static final String USAGE =
            "write FILE TEXT | append FILE TEXT | cat FILE | truncate FILE SIZE | rm [-r] FILE |"
                    + " mkdir DIR | rmdir DIR | mv OLD NEW | link OLD NEW | symlink TARGET FILE | chmod"
                    + " OCTAL FILE | touch FILE | stat FILE | ls [DIR]";

    private final Assembly assembly;
    private final Streams streams;

    HostCommands(Assembly assembly, Streams streams) {
        this.assembly = assembly;
        this.streams = streams;
    }

    /**
     * Runs one command.
     *
     * @param words what follows {@code host}, one word or more
     * @return exit status: 0, 1 after an error, 2 for a command written wrongly
     */
    int run(List<String> words) {
        String verb = words.get(0);
        List<String> args = words.subList(1, words.size());
        if (assembly.shares().isEmpty()) {
            return complain(verb, "there is no share");
        }
        long result = dispatch(verb, args);
        if (result == Long.MIN_VALUE) {
            streams.complain("host: " + verb + ": write: host " + USAGE);
            return 2;
        }
        String operand = args.isEmpty() ? "" : args.getLast();
        return result < 0 ? complain(verb + ": " + operand, ErrorText.of(result)) : 0;
    }

    private int complain(String what, String why) {
        streams.complain("host: " + what + ": " + why);
        return 1;
    }

    private long dispatch(String verb, List<String> args) {
        return switch (args.size()) {
            case 0 -> verb.equals("ls") ? list("") : Long.MIN_VALUE;
            case 1 -> one(verb, args.get(0));
            case 2 -> two(verb, args.get(0), args.get(1));
            default ->
                    verb.equals("write") || verb.equals("append")
                            ? two(verb, args.get(0), String.join(" ", args.subList(1, args.size())))
                            : Long.MIN_VALUE;
        };
    }

    private long one(String verb, String path) {
        HostFiles files = share(path);
        String file = withoutTag(path);
        return switch (verb) {
            case "cat" -> cat(files, file);
            case "ls" -> list(path);
            case "mkdir" -> files.mkdir(file, 0755);
            case "rm" -> files.unlink(file);
            case "rmdir" -> files.rmdir(file);
            case "stat" -> stat(files, file);
            case "touch" -> touch(files, file);
            default -> Long.MIN_VALUE;
        };
    }

    private long two(String verb, String first, String second) {
        return switch (verb) {
            case "append" -> share(first).write(withoutTag(first), line(second), true);
            case "chmod" -> chmod(first, second);
            case "link" ->
                    sameShare(first, second)
                            ? share(first).link(withoutTag(first), withoutTag(second))
                            : -Errno.EXDEV;
            case "mv" ->
                    sameShare(first, second)
                            ? share(first).rename(withoutTag(first), withoutTag(second))
                            : -Errno.EXDEV;
            case "rm" ->
                    first.equals("-r")
                            ? share(second).removeTree(withoutTag(second))
                            : Long.MIN_VALUE;
            case "symlink" -> share(second).symlink(first, withoutTag(second));
            case "truncate" -> truncate(first, second);
            case "write" -> share(first).write(withoutTag(first), line(second), false);
            default -> Long.MIN_VALUE;
        };
    }

    // ---- which share

    private int shareIndex(String path) {
        int colon = path.indexOf(':');
        for (int i = 0; colon > 0 && i < assembly.shares().size(); i++) {
            String tag = ByteText.encode(assembly.shares().get(i).spec().tag());
            if (tag.equals(path.substring(0, colon))) {
                return i;
            }
        }
        return -1;
    }

    private HostFiles share(String path) {
        return new HostFiles(assembly.shares().get(Math.max(0, shareIndex(path))).files());
    }

    private boolean sameShare(String first, String second) {
        return Math.max(0, shareIndex(first)) == Math.max(0, shareIndex(second));
    }

    private String withoutTag(String path) {
        return shareIndex(path) < 0 ? path : path.substring(path.indexOf(':') + 1);
    }

    // ---- the commands

    /** As {@code echo} does it. */
    private static byte[] line(String text) {
        return ByteText.bytes(text + "\n");
    }

    private long cat(HostFiles files, String path) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        long error = files.read(path, content);
        byte[] bytes = content.toByteArray();
        streams.out(bytes, bytes.length);
        return error;
    }

    private long list(String path) {
        List<String> names = new ArrayList<>();
        long error = share(path).list(withoutTag(path), names);
        names.sort(null);
        names.forEach(streams::println);
        return error;
    }

    private long stat(HostFiles files, String path) {
        NodeResult found = new NodeResult();
        long error = files.stat(path, found);
        if (error >= 0) {
            streams.println(
                    ModeText.symbolic(found.attributes.mode)
                            + " links "
                            + found.attributes.nlink
                            + " uid "
                            + Integer.toUnsignedString(found.attributes.uid)
                            + " gid "
                            + Integer.toUnsignedString(found.attributes.gid)
                            + " size "
                            + found.attributes.size
                            + " ino "
                            + Long.toUnsignedString(found.attributes.ino));
        }
        return error;
    }

    private static long touch(HostFiles files, String path) {
        SetAttributes now = new SetAttributes();
        now.valid =
                SetAttributes.ATIME
                        | SetAttributes.MTIME
                        | SetAttributes.ATIME_NOW
                        | SetAttributes.MTIME_NOW;
        long error = files.change(path, now);
        return error == -Errno.ENOENT ? files.write(path, new byte[0], true) : error;
    }

    private long chmod(String mode, String path) {
        if (!mode.matches("[0-7]{1,4}")) {
            return Long.MIN_VALUE;
        }
        SetAttributes change = new SetAttributes();
        change.valid = SetAttributes.MODE;
        change.mode = Integer.parseInt(mode, 8);
        return share(path).change(withoutTag(path), change);
    }

    private long truncate(String path, String text) {
        long size = SizeText.parse(text);
        if (size < 0) {
            return Long.MIN_VALUE;
        }
        SetAttributes change = new SetAttributes();
        change.valid = SetAttributes.SIZE;
        change.size = size;
        return share(path).change(withoutTag(path), change);
    }
}
