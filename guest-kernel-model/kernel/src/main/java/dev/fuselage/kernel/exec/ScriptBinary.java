package dev.fuselage.kernel.exec;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.OpenFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files that begin with {@code #!} and the name of the program that reads them (binfmt_script.c).
 */
final class ScriptBinary {
    private ScriptBinary() {}

    /**
     * Puts the interpreter in the place of the file: 0, -ENOEXEC for what is no script, or why not.
     */
    @KernelFunction("load_script")
    static int load(Binprm bprm) {
        String text = new String(bprm.buf.bytes, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("#!")) {
            return -Errno.ENOEXEC;
        }
        int end = text.indexOf('\n');
        if (end < 0) {
            end = untilCut(text);
            if (end < 0) {
                return -Errno.ENOEXEC;
            }
        }
        int nul = text.indexOf('\0');
        String line = text.substring(2, nul >= 0 && nul < end ? nul : end).strip();
        if (line.isEmpty()) {
            return -Errno.ENOEXEC;
        }
        int blank = blank(line);
        String interpreter = blank < 0 ? line : line.substring(0, blank);
        String option = blank < 0 ? "" : line.substring(blank).strip();
        bprm.argv.removeFirst();
        bprm.argv.addFirst(bprm.interp);
        if (!option.isEmpty()) {
            bprm.argv.addFirst(option);
        }
        bprm.argv.addFirst(interpreter);
        bprm.interp = interpreter;
        @Nullable OpenFile[] opened = new @Nullable OpenFile[1];
        int error = Exec.open(bprm, interpreter, opened);
        OpenFile file = opened[0];
        if (error != 0 || file == null) {
            return error;
        }
        bprm.replaceFile(file);
        return 0;
    }

    /** A line too long for the buffer will do when the interpreter's name is in it as a whole. */
    private static int untilCut(String text) {
        List<String> words = List.of(text.substring(2).strip().split("[ \t]", 2));
        boolean whole = words.size() > 1 || text.indexOf('\0') >= 0;
        return whole ? text.length() : -1;
    }

    private static int blank(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == ' ' || line.charAt(i) == '\t') {
                return i;
            }
        }
        return -1;
    }
}
