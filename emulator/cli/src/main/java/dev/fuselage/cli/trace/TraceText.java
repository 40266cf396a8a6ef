package dev.fuselage.cli.trace;

import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.linux.Errno;
import java.util.List;

/** The form of a {@code .trace}: a request and its reply in one line of text. */
final class TraceText {
    private TraceText() {}

    static String line(TracedRequest r) {
        StringBuilder line = new StringBuilder();
        if (r.queue() == 0) {
            line.append("H:");
        }
        line.append(r.opcode()).append(' ').append(r.node());
        append(line, r.arguments());
        line.append(" c=").append(credentials(r));
        if (r.wantsReply()) {
            line.append(" ->");
            if (!r.replied()) {
                line.append(" (no reply header)");
            } else if (r.error() != 0) {
                line.append(' ').append(error(r.error()));
            } else if (r.reply().isEmpty()) {
                line.append(" ok");
            } else {
                append(line, r.reply());
            }
        }
        return line.toString();
    }

    private static void append(StringBuilder line, List<TraceField> fields) {
        for (TraceField field : fields) {
            line.append(' ');
            switch (field.form()) {
                case WORD, NUMBER -> line.append(field.name()).append('=').append(field.value());
                case BARE_WORD, BARE_NUMBER -> line.append(field.value());
                case FLAG -> line.append(field.name());
            }
        }
    }

    /** X for ids that were withheld, N for a request of nobody, else uid and gid. */
    private static String credentials(TracedRequest r) {
        if (r.uid() == FuseProtocol.INVALID_UIDGID && r.gid() == FuseProtocol.INVALID_UIDGID) {
            return "X";
        }
        if (r.uid() == 0 && r.gid() == 0 && r.pid() == 0) {
            return "N";
        }
        return Integer.toUnsignedString(r.uid()) + ":" + Integer.toUnsignedString(r.gid());
    }

    /** The recordings call error 95 by the other of its names. */
    private static String error(int number) {
        return number == Errno.EOPNOTSUPP ? "ENOTSUP" : Errno.name(number);
    }
}
