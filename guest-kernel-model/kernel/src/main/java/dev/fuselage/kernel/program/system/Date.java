package dev.fuselage.kernel.program.system;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.program.libc.TimeText;
import dev.fuselage.kernel.vfs.Timespec;
import java.util.List;

/** {@code date}: the guest's date and time, which is virtual time. */
public final class Date implements Program {

    @Override
    public String synopsis() {
        return "[-u] [-d DATE] [+FORMAT]";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("ud:", "utc=u", "date=d").parse(args);
        List<String> operands = o.atMost(1).operands();
        String format = operands.isEmpty() ? "+%a %b %e %T %Z %Y" : operands.get(0);
        if (!format.startsWith("+")) {
            throw BadUsage.ofValue("invalid date " + Quote.name(format));
        }
        Timespec time = new Timespec();
        long now = c.realtimeNanos();
        time.set(now / Timespec.NSEC_PER_SEC, (int) (now % Timespec.NSEC_PER_SEC));
        if (o.has('d') && !TimeText.parse(o.value('d', ""), time)) {
            throw BadUsage.ofValue("invalid date " + Quote.name(o.value('d', "")));
        }
        c.out().println(TimeText.format(format.substring(1), time.sec, time.nsec));
        return 0;
    }
}
