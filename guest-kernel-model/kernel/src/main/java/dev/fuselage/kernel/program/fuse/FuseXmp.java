package dev.fuselage.kernel.program.fuse;

import static java.util.stream.Collectors.joining;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.Launcher;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import java.util.List;

/**
 * {@code fusexmp}: a FUSE daemon that serves an empty file system in its memory, until it is
 * unmounted. It stays in the foreground: {@code fusexmp DIRECTORY &} and {@code umount DIRECTORY},
 * or {@code fusermount3 -u DIRECTORY} for who is not root.
 */
public final class FuseXmp implements Program {
    private static final List<String> SPLICES = List.of("splice_read", "splice_write");

    @Override
    public String synopsis() {
        return """
        [-o OPTION[,OPTION]...] DIRECTORY
        Serves an empty file system in memory on DIRECTORY until it is unmounted.
        Run it in the background: fusexmp /mnt/x &  Options: allow_other,
        default_permissions, max_read=N, splice_read, splice_write, and those of mount. To abort it: mount -t
        fusectl none /sys/fs/fuse/connections, and write to abort in its directory.\
        """;
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("o:", "options=o").parse(args);
        List<String> operands = o.atMost(1).operands();
        if (operands.isEmpty()) {
            throw BadUsage.missingOperand();
        }
        long fd = c.open("/dev/fuse", OpenFlags.O_RDWR);
        if (fd < 0) {
            c.complain("/dev/fuse", fd);
            return 1;
        }
        MemoryTree tree =
                new MemoryTree()
                        .clock(c::realtimeNanos)
                        .rootOwner(c.credentials().uid(), c.credentials().gid());
        List<String> given = List.of(o.value('o', "").split(",", -1));
        String options =
                given.stream()
                        .filter(option -> !SPLICES.contains(option))
                        .collect(joining(",", "fd=" + fd + ",fsname=fusexmp,subtype=fusexmp,", ""));
        int mounted = Launcher.run(c, List.of("fusermount3", "-o", options, operands.get(0)));
        return mounted != 0
                ? 1
                : FuseDaemon.on(c.syscalls(), tree, (int) fd)
                        .splices(given.contains(SPLICES.get(0)), given.contains(SPLICES.get(1)))
                        .serve();
    }
}
