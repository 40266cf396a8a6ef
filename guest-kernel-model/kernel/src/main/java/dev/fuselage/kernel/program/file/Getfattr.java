package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.ErrorText;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** {@code getfattr}: shows extended attributes. */
public final class Getfattr implements Program {

    @Override
    public String synopsis() {
        return "[-dh] [-n NAME] [-m REGEX|-] [--only-values] [--absolute-names] FILE...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of(
                                "dhn:m:VA",
                                "dump=d",
                                "no-dereference=h",
                                "name=n",
                                "match=m",
                                "only-values=V",
                                "absolute-names=A")
                        .parse(args);
        int status = 0;
        for (String file : o.someOperands()) {
            if (!show(c, o, file)) {
                status = 1;
            }
        }
        return status;
    }

    private static boolean show(Libc c, Options o, String file) {
        boolean follow = !o.has('h');
        List<String> names = new ArrayList<>();
        if (o.has('n')) {
            names.add(o.value('n', ""));
        } else {
            long error = c.listxattr(file, names, follow);
            if (error < 0) {
                c.complain(file, error);
                return false;
            }
            String match = o.value('m', "^user\\.");
            Pattern wanted = Pattern.compile(match.equals("-") ? "" : match);
            names.removeIf(name -> !wanted.matcher(name).find());
            Collections.sort(names);
        }
        boolean valued = o.has('n') || o.has('d') || o.has('V');
        boolean first = true;
        boolean all = true;
        for (String name : names) {
            StringBuilder value = new StringBuilder();
            long error = valued ? c.getxattr(file, name, value, follow) : 0;
            if (error < 0) {
                c.complain(file + ": " + name + ": " + reason(error));
                all = false;
                continue;
            }
            if (o.has('V')) {
                c.out().print(value.toString());
                continue;
            }
            if (first) {
                c.out().println("# file: " + shown(c, o, file));
                first = false;
            }
            c.out().println(valued ? name + "=" + encoded(value.toString()) : name);
        }
        c.out().print(first ? "" : "\n");
        return all;
    }

    private static String reason(long error) {
        return error == -Errno.ENODATA ? "No such attribute" : ErrorText.of(error);
    }

    /** Without {@code --absolute-names} leading slashes go, with a remark. */
    private static String shown(Libc c, Options o, String file) {
        if (o.has('A') || !file.startsWith("/")) {
            return file;
        }
        c.complain("Removing leading '/' from absolute path names");
        return file.replaceFirst("^/+", "");
    }

    /** Text in quotes, anything else in base 64. */
    private static String encoded(String value) {
        boolean text = value.chars().allMatch(ch -> ch >= ' ' && ch != 0x7f);
        if (text) {
            return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        return "0s" + Base64.getEncoder().encodeToString(bytes);
    }
}
