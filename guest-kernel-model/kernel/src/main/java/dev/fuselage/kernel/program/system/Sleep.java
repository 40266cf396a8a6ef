package dev.fuselage.kernel.program.system;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Quote;
import java.util.List;

/** {@code sleep}: lets virtual time pass. */
public final class Sleep implements Program {

    private static final double MAX_SECONDS = 1e9;

    @Override
    public String synopsis() {
        return "NUMBER[smhd]...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        double seconds = 0;
        for (String operand : Options.of("").parse(args).someOperands()) {
            seconds += seconds(operand);
        }
        c.nanosleep(Math.round(Math.min(seconds, MAX_SECONDS) * 1e9));
        return 0;
    }

    private static double seconds(String text) throws BadUsage {
        int unit = "smhd".indexOf(text.isEmpty() ? '?' : text.charAt(text.length() - 1));
        String number = unit < 0 ? text : text.substring(0, text.length() - 1);
        if (!number.matches("\\d*\\.?\\d+|\\d+\\.") || number.length() > 20) {
            throw BadUsage.ofValue("invalid time interval " + Quote.name(text));
        }
        double factor =
                switch (unit) {
                    case 1 -> 60;
                    case 2 -> 3600;
                    case 3 -> 86400;
                    default -> 1;
                };
        return Double.parseDouble(number) * factor;
    }
}
