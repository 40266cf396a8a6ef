package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.ErrorText;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Quote;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code getfattr}: shows extended attributes. */
public final class Getfattr implements Program {

    @Override
    public String synopsis() {
        return "[-dh] [-e text|hex|base64] [-n NAME] [-m REGEX|-] [--only-values] [--absolute-names] FILE...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of(
                                "dhe:n:m:VA",
                                "dump=d",
                                "encoding=e",
                                "no-dereference=h",
                                "name=n",
                                "match=m",
                                "only-values=V",
                                "absolute-names=A")
                        .parse(args);
        String encoding = o.value('e', "");
        if (o.has('e') && !encoding.matches("text|hex|base64")) {
            throw new BadUsage("no encoding is called " + Quote.name(encoding));
        }
        Pattern wanted = pattern(o.value('m', "^user\\."));
        int status = 0;
        for (String file : o.someOperands()) {
            if (!show(c, o, wanted, file)) {
                status = 1;
            }
        }
        return status;
    }

    private static Pattern pattern(String text) throws BadUsage {
        try {
            return Pattern.compile(text.equals("-") ? "" : text);
        } catch (PatternSyntaxException e) {
            throw BadUsage.ofValue("invalid regular expression " + Quote.name(text));
        }
    }

    private static boolean show(Libc c, Options o, Pattern wanted, String file) {
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
            c.out()
                    .println(
                            valued
                                    ? name + "=" + encoded(value.toString(), o.value('e', ""))
                                    : name);
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

    /** As asked for; unasked, text in quotes and anything else in base 64. */
    private static String encoded(String value, String encoding) {
        boolean text = value.chars().allMatch(ch -> ch >= ' ' && ch != 0x7f);
        if (encoding.equals("hex")) {
            return "0x" + HexFormat.of().formatHex(value.getBytes(StandardCharsets.ISO_8859_1));
        }
        if (encoding.equals("text") || (encoding.isEmpty() && text)) {
            return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        return "0s" + Base64.getEncoder().encodeToString(bytes);
    }
}
