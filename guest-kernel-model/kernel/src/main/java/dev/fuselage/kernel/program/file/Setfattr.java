package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Quote;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** {@code setfattr}: sets and removes extended attributes. */
public final class Setfattr implements Program {

    @Override
    public String synopsis() {
        return "[-h] {-n NAME [-v VALUE] | -x NAME} FILE...";
    }

    @Override
    public int usageStatus() {
        return 2;
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of("hn:v:x:", "no-dereference=h", "name=n", "value=v", "remove=x")
                        .parse(args);
        if (o.has('n') == o.has('x')) {
            throw new BadUsage("write either -n NAME or -x NAME");
        }
        boolean follow = !o.has('h');
        String value = decoded(o.value('v', ""));
        int status = 0;
        for (String file : o.someOperands()) {
            long error =
                    o.has('n')
                            ? c.setxattr(file, o.value('n', ""), value, 0, follow)
                            : c.removexattr(file, o.value('x', ""), follow);
            if (error < 0) {
                c.complain(file, error);
                status = 1;
            }
        }
        return status;
    }

    /** {@code 0x} and {@code 0s} begin hexadecimal and base 64; quotes around text are dropped. */
    private static String decoded(String text) throws BadUsage {
        try {
            if (text.startsWith("0x") || text.startsWith("0X")) {
                return latin1(HexFormat.of().parseHex(text.substring(2)));
            }
            if (text.startsWith("0s") || text.startsWith("0S")) {
                return latin1(Base64.getDecoder().decode(text.substring(2)));
            }
        } catch (IllegalArgumentException e) {
            throw BadUsage.ofValue("bad input encoding: " + Quote.name(text));
        }
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
