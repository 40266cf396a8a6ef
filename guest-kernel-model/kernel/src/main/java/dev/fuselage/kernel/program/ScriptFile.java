package dev.fuselage.kernel.program;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.UserBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that execve(2) refused but a shell can run: its interpreter is built in, so that the
 * kernel does not find it, or it is a script without a first line that names one (POSIX.1-2017,
 * Shell Command Language 2.9.1).
 */
final class ScriptFile {
    /** Bytes by which a shell tells a script from other files. */
    private static final int SAMPLE = 80;

    private final String path;
    private final String sample;

    private ScriptFile(String path, String sample) {
        this.path = path;
        this.sample = sample;
    }

    /** Looks into a file; null when it cannot be read. */
    static @Nullable ScriptFile open(Libc c, String path) {
        long fd = c.open(path, OpenFlags.O_RDONLY);
        if (fd < 0) {
            return null;
        }
        UserBuffer buffer = c.allocate(SAMPLE);
        long length = c.read((int) fd, buffer, SAMPLE);
        long _ = c.close((int) fd);
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[(int) length];
        buffer.get(0, bytes, 0, bytes.length);
        return new ScriptFile(path, new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private boolean namesInterpreter() {
        return sample.startsWith("#!");
    }

    private boolean isText() {
        int line = sample.indexOf('\n');
        return (line < 0 ? sample : sample.substring(0, line)).indexOf('\0') < 0;
    }

    /**
     * Runs it as a shell does after an error of execve: the exit status, or -1 when that error is
     * all there is to say.
     */
    int run(Libc c, List<String> command, long error) {
        if (namesInterpreter()) {
            return interpret(c, command);
        }
        if (error != -Errno.ENOEXEC || !isText()) {
            return -1;
        }
        return sample.isEmpty() ? 0 : Launcher.exec(c, with(List.of("sh"), command));
    }

    private int interpret(Libc c, List<String> command) {
        List<String> words =
                List.of(
                        sample.substring(2)
                                .lines()
                                .findFirst()
                                .orElse("")
                                .strip()
                                .split("[ \t]+", 2));
        String interpreter = words.get(0);
        if (interpreter.indexOf('/') < 0 || Launcher.builtIn(interpreter) == null) {
            c.complain(path + ": " + interpreter + ": bad interpreter: No such file or directory");
            return Launcher.NOT_EXECUTABLE;
        }
        return Launcher.exec(c, with(words, command));
    }

    private List<String> with(List<String> interpreter, List<String> command) {
        List<String> all = new ArrayList<>(interpreter);
        all.add(path);
        all.addAll(command.subList(1, command.size()));
        return all;
    }
}
