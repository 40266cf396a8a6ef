package dev.fuselage.kernel.program.system;

import dev.fuselage.kernel.program.Launcher;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Owners;
import java.util.ArrayList;
import java.util.List;

/** {@code su}: runs commands as another user; a number will do for one without a name. */
public final class Su implements Program {

    @Override
    public String synopsis() {
        return "[-l] [-g GROUP] [-G GROUP]... [-s SHELL] [USER] -c COMMANDS";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        List<Integer> groups = new ArrayList<>();
        Options o =
                Options.of("lc:g:G:s:", "command=c", "group=g", "login=l", "shell=s")
                        .parse(takeGroups(args, groups));
        List<String> operands = new ArrayList<>(o.operands());
        operands.remove("-");
        if (operands.size() > 1) {
            throw BadUsage.extraOperand(operands.get(1));
        }
        if (!o.has('c')) {
            throw new BadUsage("what to run is missing: write -c COMMANDS");
        }
        String user = operands.isEmpty() ? "root" : operands.get(0);
        long uid = Owners.userId(user);
        if (uid < 0) {
            throw BadUsage.ofValue("user " + user + " does not exist");
        }
        long gid = o.has('g') ? Owners.groupId(o.value('g', "")) : uid;
        if (gid < 0) {
            throw BadUsage.ofValue("group " + o.value('g', "") + " does not exist");
        }
        int[] supplementary = groups.stream().mapToInt(Integer::intValue).toArray();
        long error = c.setUser((int) uid, (int) gid, supplementary);
        if (error < 0) {
            c.complain("cannot set user id", error);
            return 1;
        }
        return Launcher.run(c, List.of(o.value('s', "sh"), "-c", o.value('c', "")));
    }

    /** {@code -G} may stand more than once. */
    private static List<String> takeGroups(List<String> args, List<Integer> groups)
            throws BadUsage {
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            if (!args.get(i).equals("-G") || i + 1 == args.size()) {
                rest.add(args.get(i));
                continue;
            }
            String group = args.get(++i);
            long gid = Owners.groupId(group);
            if (gid < 0) {
                throw BadUsage.ofValue("group " + group + " does not exist");
            }
            groups.add((int) gid);
        }
        return rest;
    }
}
