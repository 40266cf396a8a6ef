package dev.fuselage.kernel.program.text;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Quote;
import java.util.List;

/** {@code seq}: counts in whole numbers. */
public final class Seq implements Program {

    @Override
    public String synopsis() {
        return "[FIRST [STEP]] LAST";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        if (args.isEmpty()) {
            throw BadUsage.missingOperand();
        }
        if (args.size() > 3) {
            throw BadUsage.extraOperand(args.get(3));
        }
        long first = args.size() > 1 ? number(args.get(0)) : 1;
        long step = args.size() > 2 ? number(args.get(1)) : 1;
        long last = number(args.getLast());
        if (step == 0) {
            throw BadUsage.ofValue("invalid Zero increment value: " + Quote.name(args.get(1)));
        }
        for (long i = first; step > 0 ? i <= last : i >= last; i += step) {
            c.out().println(Long.toString(i));
        }
        return 0;
    }

    private static long number(String text) throws BadUsage {
        if (!text.matches("-?\\d{1,15}")) {
            throw BadUsage.ofValue("invalid integer argument: " + Quote.name(text));
        }
        return Long.parseLong(text);
    }
}
