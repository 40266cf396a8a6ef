package dev.fuselage.cli.workload;

import dev.fuselage.cli.UsageError;
import dev.fuselage.cli.session.ByteText;
import dev.fuselage.cli.session.HostFiles;
import dev.fuselage.devices.fs.SetAttributes;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.program.workload.WorkloadStep.HostStep;
import java.util.Arrays;
import java.util.List;

/** Does the host steps of a script to a share's files. */
final class HostSteps {
    private static final int DIRECTORY_MODE = 0755;
    private static final int PROGRAM_MODE = 0755;

    private final String script;
    private final HostFiles files;

    /**
     * The host's side of a share.
     *
     * @param script the script's name, for messages
     */
    HostSteps(String script, HostFiles files) {
        this.script = script;
        this.files = files;
    }

    /**
     * Does a step.
     *
     * @throws UsageError when it fails, with file and line number
     */
    void run(HostStep step) {
        List<String> words = step.words();
        long result = run(words.getFirst(), words.subList(1, words.size()));
        if (result < 0) {
            throw new UsageError(
                    "%s.wl:%d: host step '%s' failed: %s"
                            .formatted(
                                    script,
                                    step.lineNumber(),
                                    step.text(),
                                    Errno.name((int) -result)));
        }
    }

    private long run(String command, List<String> a) {
        String path = ByteText.encode(a.getFirst());
        return switch (command) {
            case "mkdir" -> mkdir(path, a.size() > 1 ? octal(a.get(1)) : DIRECTORY_MODE);
            case "file" -> files.write(path, pattern((int) number(a, 1)), false);
            case "sparse" -> sparse(path, number(a, 1));
            case "append" -> files.write(path, filled((int) number(a, 1), 'A'), true);
            case "over" -> over(path, a);
            case "trunc" -> truncate(path, number(a, 1));
            case "rm" -> files.unlink(path);
            case "rmdir" -> files.rmdir(path);
            case "mv" -> files.rename(path, ByteText.encode(a.get(1)));
            case "symlink" -> files.symlink(path, ByteText.encode(a.get(1)));
            case "link" -> files.link(path, ByteText.encode(a.get(1)));
            case "chmod" -> chmod(path, octal(a.get(1)));
            case "chown" -> chown(path, (int) number(a, 1), (int) number(a, 2));
            case "many" -> many(path, (int) number(a, 1));
            case "xattr" ->
                    files.setxattr(path, a.get(1), ByteText.bytes(ByteText.encode(a.get(2))));
            case "tiny" -> tiny(path);
            default -> throw new IllegalArgumentException("no host step '" + command + "'");
        };
    }

    private static long number(List<String> words, int i) {
        return Long.parseLong(words.get(i));
    }

    private static int octal(String word) {
        return Integer.parseInt(word, 8);
    }

    /** Makes a directory and those above it that are missing. */
    private long mkdir(String path, int mode) {
        int slash = path.indexOf('/');
        while (slash > 0) {
            long above = files.mkdir(path.substring(0, slash), DIRECTORY_MODE);
            if (above < 0 && above != -Errno.EEXIST) {
                return above;
            }
            slash = path.indexOf('/', slash + 1);
        }
        long made = files.mkdir(path, mode);
        // The file creation mask and inherited set-id bits are not wanted.
        return made < 0 || mode == DIRECTORY_MODE ? made : chmod(path, mode);
    }

    /** Byte i is i*7 + (i>>8)*3 + (i>>16), modulo 256. */
    static byte[] pattern(int size) {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) (i * 7 + (i >> 8) * 3 + (i >> 16));
        }
        return content;
    }

    private static byte[] filled(int size, char with) {
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) with);
        return content;
    }

    private long sparse(String path, long size) {
        long made = files.write(path, new byte[0], false);
        return made < 0 ? made : truncate(path, size);
    }

    private long over(String path, List<String> a) {
        byte[] content = filled((int) number(a, 2), a.get(3).charAt(0));
        return files.overwrite(path, number(a, 1), content);
    }

    private long truncate(String path, long size) {
        SetAttributes change = new SetAttributes();
        change.valid = SetAttributes.SIZE;
        change.size = size;
        return files.change(path, change);
    }

    private long chmod(String path, int mode) {
        SetAttributes change = new SetAttributes();
        change.valid = SetAttributes.MODE;
        change.mode = mode;
        return files.change(path, change);
    }

    private long chown(String path, int uid, int gid) {
        SetAttributes change = new SetAttributes();
        change.valid = (uid < 0 ? 0 : SetAttributes.UID) | (gid < 0 ? 0 : SetAttributes.GID);
        change.uid = uid;
        change.gid = gid;
        return files.change(path, change);
    }

    /** Empty files f000, f001, ... */
    private long many(String directory, int count) {
        for (int i = 0; i < count; i++) {
            String path = "%s/f%03d".formatted(directory, i);
            long made = files.write(path, new byte[0], false);
            if (made < 0) {
                return made;
            }
        }
        return 0;
    }

    private long tiny(String path) {
        long made = files.write(path, TinyProgram.image(), false);
        return made < 0 ? made : chmod(path, PROGRAM_MODE);
    }
}
