package dev.fuselage.kernel.program.system;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Owners;
import dev.fuselage.kernel.task.Credentials;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;

/** {@code id} and {@code whoami}: who runs. */
public final class Id implements Program {

    private final boolean nameOnly;

    /**
     * @param nameOnly whether only the user's name is shown: {@code whoami}
     */
    public Id(boolean nameOnly) {
        this.nameOnly = nameOnly;
    }

    @Override
    public String synopsis() {
        return nameOnly ? "" : "[-ugn]";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("ugn").parse(args).atMost(0);
        Credentials who = c.credentials();
        boolean names = nameOnly || o.has('n');
        if (nameOnly || o.has('u')) {
            c.out().println(names ? Owners.user(who.euid()) : unsigned(who.euid()));
        } else if (o.has('g')) {
            c.out().println(names ? Owners.group(who.egid()) : unsigned(who.egid()));
        } else {
            c.out().println(everything(who));
        }
        return 0;
    }

    private static String everything(Credentials who) {
        StringJoiner groups = new StringJoiner(",", " groups=", "");
        groups.add(group(who.egid()));
        for (int i = 0; i < who.groupCount(); i++) {
            if (who.group(i) != who.egid()) {
                groups.add(group(who.group(i)));
            }
        }
        String user = named(who.euid(), Owners.user(who.euid()));
        return "uid=" + user + " gid=" + group(who.egid()) + groups;
    }

    private static String group(int gid) {
        return named(gid, Owners.group(gid));
    }

    private static String named(int id, String name) {
        return Objects.equals(name, unsigned(id)) ? name : unsigned(id) + "(" + name + ")";
    }

    private static String unsigned(int id) {
        return Integer.toUnsignedString(id);
    }
}
