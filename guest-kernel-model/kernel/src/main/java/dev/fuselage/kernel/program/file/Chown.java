package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.ErrorText;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Owners;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.ArrayList;
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
        return groupOnly
                ? "[-fhR] {GROUP | --reference=FILE} FILE..."
                : "[-fhR] {[OWNER][:[GROUP]] | --reference=FILE} FILE...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of("fhRF:", "no-dereference=h", "recursive=R", "reference=F").parse(args);
        List<String> operands = new ArrayList<>(o.operands());
        if (o.has('F')) {
            operands.addFirst(ownerOf(c, o.value('F', "")));
        }
        if (operands.isEmpty()) {
            throw BadUsage.missingOperand();
        }
        String owner = operands.get(0);
        if (operands.size() == 1) {
            throw new BadUsage("missing operand after " + Quote.name(owner));
        }
        int colon = groupOnly ? -1 : owner.indexOf(':');
        String user = groupOnly ? "" : colon < 0 ? owner : owner.substring(0, colon);
        String group = groupOnly ? owner : colon < 0 ? "" : owner.substring(colon + 1);
        if (colon >= 0 && group.isEmpty() && user.matches("\\d+")) {
            throw BadUsage.ofValue("invalid spec: " + Quote.name(owner));
        }
        int uid = user.isEmpty() ? KEEP : id(Owners.userId(user), "user", owner);
        int gid = group.isEmpty() ? KEEP : id(Owners.groupId(group), "group", owner);
        boolean follow = !o.has('h');
        return new TreeWalk(
                        c,
                        o.has('R'),
                        follow,
                        (path, stat) -> {
                            long error = c.chown(path, uid, gid, follow);
                            if (error < 0 && !o.has('f')) {
                                String what = user.isEmpty() ? "group" : "ownership";
                                c.complain("changing " + what + " of " + Quote.name(path), error);
                            }
                            return error >= 0;
                        })
                .quiet(o.has('f'))
                .walk(operands.subList(1, operands.size()));
    }

    private String ownerOf(Libc c, String reference) throws BadUsage {
        Kstat stat = new Kstat();
        long error = c.stat(reference, stat);
        if (error < 0) {
            throw BadUsage.ofValue(
                    "failed to get attributes of "
                            + Quote.name(reference)
                            + ": "
                            + ErrorText.of(error));
        }
        String group = Integer.toUnsignedString(stat.gid);
        return groupOnly ? group : Integer.toUnsignedString(stat.uid) + ":" + group;
    }

    private static int id(long id, String kind, String operand) throws BadUsage {
        if (id < 0) {
            throw BadUsage.ofValue("invalid " + kind + ": " + Quote.name(operand));
        }
        return (int) id;
    }
}
