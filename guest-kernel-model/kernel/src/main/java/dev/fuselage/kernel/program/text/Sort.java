package dev.fuselage.kernel.program.text;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Input;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@code sort}: sorts lines by their bytes, or by the number they begin with. */
public final class Sort implements Program {

    @Override
    public String synopsis() {
        return "[-nru] [FILE]...";
    }

    @Override
    public int usageStatus() {
        return 2;
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("nru", "numeric-sort=n", "reverse=r", "unique=u").parse(args);
        List<String> lines = new ArrayList<>();
        for (String file : o.operands().isEmpty() ? List.of("-") : o.operands()) {
            if (!Input.each(c, file, (in, name) -> read(in, lines))) {
                return 2;
            }
        }
        Comparator<String> bytes = Comparator.naturalOrder();
        Comparator<String> order =
                o.has('n') ? Comparator.comparingLong(Sort::number).thenComparing(bytes) : bytes;
        lines.sort(o.has('r') ? order.reversed() : order);
        String last = null;
        for (String line : lines) {
            if (!o.has('u') || !line.equals(last)) {
                c.out().println(line);
            }
            last = line;
        }
        return 0;
    }

    private static boolean read(Input in, List<String> lines) {
        String line = in.line();
        while (line != null) {
            lines.add(line);
            line = in.line();
        }
        return true;
    }

    private static long number(String line) {
        String digits = line.strip().replaceFirst("^(-?\\d{1,18}).*", "$1");
        return digits.matches("-?\\d{1,18}") ? Long.parseLong(digits) : 0;
    }
}
