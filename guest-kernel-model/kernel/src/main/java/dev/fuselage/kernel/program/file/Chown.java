package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Owners;
import dev.fuselage.kernel.program.libc.Quote;
import java.util.List;

/** {@code chown} and {@code chgrp}: change owner and group. */
public final class Chown implements Program {

    private static final int KEEP = -1;

    private final boolean groupOnly;

    /**
     * @param groupOnly whether the first operand is a group: {@code chgrp}
     */
    public Chown(boolean groupOnly) {
        this.groupOnly = groupOnly;
    }

    @Override
    public String synopsis() {
        return groupOnly ? "[-hR] GROUP FILE..." : "[-hR] [OWNER][:[GROUP]] FILE...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("hR", "no-dereference=h", "recursive=R").parse(args);
        List<String> operands = o.someOperands();
        String owner = operands.get(0);
        if (operands.size() == 1) {
            throw new BadUsage("missing operand after " + Quote.name(owner));
        }
        int colon = groupOnly ? -1 : owner.indexOf(':');
        String user = groupOnly ? "" : colon < 0 ? owner : owner.substring(0, colon);
        String group = groupOnly ? owner : colon < 0 ? "" : owner.substring(colon + 1);
        int uid = user.isEmpty() ? KEEP : id(Owners.userId(user), "user", owner);
        int gid = group.isEmpty() ? KEEP : id(Owners.groupId(group), "group", owner);
        boolean follow = !o.has('h');
        return new TreeWalk(
                        c,
                        o.has('R'),
                        follow,
                        (path, stat) -> {
                            long error = c.chown(path, uid, gid, follow);
                            if (error < 0) {
                                String what = user.isEmpty() ? "group" : "ownership";
                                c.complain("changing " + what + " of " + Quote.name(path), error);
                            }
                            return error >= 0;
                        })
                .walk(operands.subList(1, operands.size()));
    }

    private static int id(long id, String kind, String operand) throws BadUsage {
        if (id < 0) {
            throw new BadUsage("invalid " + kind + ": " + Quote.name(operand));
        }
        return (int) id;
    }
}
