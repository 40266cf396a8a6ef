package dev.fuselage.kernel.program.system;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Owners;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.task.Credentials;
import java.util.ArrayList;
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
        return nameOnly ? "" : "[-gGnru] [USER]";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of("gGnru", "group=g", "groups=G", "name=n", "real=r", "user=u")
                        .parse(args)
                        .atMost(nameOnly ? 0 : 1);
        Credentials who = o.operands().isEmpty() ? c.credentials() : credentialsOf(o.oneOperand());
        boolean names = nameOnly || o.has('n');
        if (nameOnly || o.has('u')) {
            c.out().println(names ? Owners.user(who.euid()) : unsigned(who.euid()));
        } else if (o.has('g')) {
            c.out().println(names ? Owners.group(who.egid()) : unsigned(who.egid()));
        } else if (o.has('G')) {
            StringJoiner groups = new StringJoiner(" ");
            groups(who).forEach(gid -> groups.add(names ? Owners.group(gid) : unsigned(gid)));
            c.out().println(groups.toString());
        } else {
            c.out().println(everything(who));
        }
        return 0;
    }

    private static String everything(Credentials who) {
        StringJoiner groups = new StringJoiner(",", " groups=", "");
        groups(who).forEach(gid -> groups.add(group(gid)));
        String user = named(who.euid(), Owners.user(who.euid()));
        return "uid=" + user + " gid=" + group(who.egid()) + groups;
    }

    /** The group first, then the others. */
    private static List<Integer> groups(Credentials who) {
        List<Integer> groups = new ArrayList<>(List.of(who.egid()));
        for (int i = 0; i < who.groupCount(); i++) {
            if (who.group(i) != who.egid()) {
                groups.add(who.group(i));
            }
        }
        return groups;
    }

    /** What a process of that user starts with; its group has the user's number. */
    private static Credentials credentialsOf(String user) throws BadUsage {
        long uid = Owners.userId(user);
        if (uid < 0) {
            throw BadUsage.ofValue(Quote.name(user) + ": no such user");
        }
        return Credentials.of((int) uid, (int) uid);
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
