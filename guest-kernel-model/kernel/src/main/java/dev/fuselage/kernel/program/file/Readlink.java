package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.PathText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** {@code readlink}: where symbolic links point; with {@code -f} the path without links. */
public final class Readlink implements Program {

    private static final int MAX_LINKS = 40;

    @Override
    public String synopsis() {
        return "[-fn] FILE...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("fn", "canonicalize=f", "no-newline=n").parse(args);
        int status = 0;
        for (String file : o.someOperands()) {
            StringBuilder text = new StringBuilder();
            boolean found = o.has('f') ? canonical(c, file, text) : c.readlink(file, text) >= 0;
            if (found) {
                c.out().print(text.toString()).print(o.has('n') ? "" : "\n");
            } else {
                status = 1;
            }
        }
        return status;
    }

    /** Resolves component by component; the last one need not exist. */
    private static boolean canonical(Libc c, String path, StringBuilder out) {
        StringBuilder resolved = new StringBuilder();
        if (!path.startsWith("/") && c.getcwd(resolved) < 0) {
            return false;
        }
        Deque<String> rest = new ArrayDeque<>(List.of(path.split("/", -1)));
        String at = resolved.isEmpty() ? "/" : resolved.toString();
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                at = PathText.parent(at);
                continue;
            }
            String next = PathText.join(at, name);
            StringBuilder target = new StringBuilder();
            if (c.readlink(next, target) < 0) {
                if (!rest.isEmpty() && !c.exists(next)) {
                    return false;
                }
                at = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                return false;
            }
            List<String> parts = List.of(target.toString().split("/", -1));
            for (int i = parts.size() - 1; i >= 0; i--) {
                rest.push(parts.get(i));
            }
            at = target.charAt(0) == '/' ? "/" : at;
        }
        out.append(at);
        return true;
    }
}
