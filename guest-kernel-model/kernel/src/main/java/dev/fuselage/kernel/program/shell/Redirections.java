package dev.fuselage.kernel.program.shell;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.shell.CommandList.Redirection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Puts files in the place of descriptors, and takes them back for what runs in the shell itself.
 */
final class Redirections {

    private record Saved(int descriptor, int copy) {}

    private final Libc c;
    private final Deque<Saved> saved = new ArrayDeque<>();

    Redirections(Libc c) {
        this.c = c;
    }

    /**
     * Redirects for good.
     *
     * @return false after a complaint
     */
    static boolean apply(Libc c, List<Redirection> redirections, int status) {
        for (Redirection redirection : redirections) {
            if (!apply(c, redirection, status)) {
                return false;
            }
        }
        return true;
    }

    private static boolean apply(Libc c, Redirection redirection, int status) {
        String target = Expansion.arguments(c, List.of(redirection.target()), status).get(0);
        int flags =
                switch (redirection.mode()) {
                    case READ -> OpenFlags.O_RDONLY;
                    case TRUNCATE -> OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
                    case APPEND -> OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND;
                    case DUPLICATE -> -1;
                };
        if (flags < 0) {
            long error = c.dup2(Integer.parseInt(target), redirection.descriptor());
            if (error < 0) {
                c.complain(target, error);
            }
            return error >= 0;
        }
        long fd = c.open(target, flags, 0666);
        if (fd < 0) {
            c.complain(target, fd);
            return false;
        }
        if (fd != redirection.descriptor()) {
            c.dup2((int) fd, redirection.descriptor());
            c.close((int) fd);
        }
        return true;
    }

    /** Redirects until {@link #restore}; false after a complaint. */
    boolean applyForNow(List<Redirection> redirections, int status) {
        for (Redirection redirection : redirections) {
            long copy = c.dup(redirection.descriptor());
            saved.push(new Saved(redirection.descriptor(), (int) copy));
            if (!apply(c, redirection, status)) {
                return false;
            }
        }
        return true;
    }

    void restore() {
        while (!saved.isEmpty()) {
            Saved last = saved.pop();
            if (last.copy() < 0) {
                c.close(last.descriptor());
            } else {
                c.dup2(last.copy(), last.descriptor());
                c.close(last.copy());
            }
        }
    }
}
