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
        return "[-s SIGNAL | -SIGNAL] PID... | -l [SIGNAL]...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        List<String> words = new ArrayList<>(args);
        if (!words.isEmpty() && words.get(0).equals("-l")) {
            list(c, words.subList(1, words.size()));
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
                throw BadUsage.ofValue(word + ": arguments must be process or job IDs");
            }
            long error = c.kill(Integer.parseInt(word), signal);
            if (error < 0) {
                c.complain("(" + word + ")", error);
                status = 1;
            }
        }
        return status;
    }

    /** All signals, or the names of numbers and the numbers of names. */
    private static void list(Libc c, List<String> asked) throws BadUsage {
        for (String word : asked) {
            int signal = number(word);
            boolean named = Character.isDigit(word.charAt(0)) && signal <= LAST_NAMED && signal > 0;
            c.out()
                    .println(
                            named
                                    ? Signal.name(signal).replaceFirst("^SIG", "")
                                    : String.valueOf(signal));
        }
        for (int i = 1; asked.isEmpty() && i <= LAST_NAMED; i++) {
            c.out().println(String.format(Locale.ROOT, "%2d) %s", i, Signal.name(i)));
        }
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
        throw BadUsage.ofValue(Quote.name(text) + ": invalid signal specification");
    }
}
