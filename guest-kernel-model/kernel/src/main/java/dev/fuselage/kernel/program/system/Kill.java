package dev.fuselage.kernel.program.system;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.task.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code kill}: sends signals. */
public final class Kill implements Program {

    private static final int LAST_NAMED = 31;

    @Override
    public String synopsis() {
        return "[-s SIGNAL | -SIGNAL] PID... | -l";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        List<String> words = new ArrayList<>(args);
        if (words.equals(List.of("-l"))) {
            for (int i = 1; i <= LAST_NAMED; i++) {
                c.out().println(String.format(Locale.ROOT, "%2d) %s", i, Signal.name(i)));
            }
            return 0;
        }
        int signal = Signal.SIGTERM;
        if (!words.isEmpty() && words.get(0).equals("-s") && words.size() > 1) {
            signal = number(words.get(1));
            words.subList(0, 2).clear();
        } else if (!words.isEmpty() && words.get(0).startsWith("-")) {
            signal = number(words.removeFirst().substring(1));
        }
        if (words.isEmpty()) {
            throw BadUsage.missingOperand();
        }
        int status = 0;
        for (String word : words) {
            if (!word.matches("\\d{1,9}")) {
                throw new BadUsage(word + ": arguments must be process or job IDs");
            }
            long error = c.kill(Integer.parseInt(word), signal);
            if (error < 0) {
                c.complain("(" + word + ")", error);
                status = 1;
            }
        }
        return status;
    }

    private static int number(String text) throws BadUsage {
        if (text.matches("\\d{1,2}") && Integer.parseInt(text) <= Signal.LAST) {
            return Integer.parseInt(text);
        }
        String name = text.toUpperCase(Locale.ROOT);
        for (int i = 1; i <= LAST_NAMED; i++) {
            if (Signal.name(i).equals(name) || Signal.name(i).equals("SIG" + name)) {
                return i;
            }
        }
        throw new BadUsage(Quote.name(text) + ": invalid signal specification");
    }
}
