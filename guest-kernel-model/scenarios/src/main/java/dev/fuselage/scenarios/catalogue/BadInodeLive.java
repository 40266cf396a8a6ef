package dev.fuselage.scenarios.catalogue;

import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.devices.server.ServerQuirk;
import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.StatxMask;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;

/** A directory with a notification mark turns into a bad regular file. */
public final class BadInodeLive implements Scenario {
    private static final String DIRECTORY = "/mnt/d";
    private static final String SIGNATURE =
            "corruption: frees the mark of a directory with entries on its list"
                    + " (BUG_ON in dnotify_free_mark)";

    @Override
    public String name() {
        return "fuse/bad-inode-live";
    }

    @Override
    public String summary() {
        return "make_bad_inode on a live directory has the teardown of its dnotify marks go wrong";
    }

    @Override
    public String source() {
        return "Linux 5d069dbe8aaf (fuse: fix bad inode); syzbot f427adf9324b92652ccc";
    }

    @Override
    public String fix() {
        return "a private flag of the FUSE inode says that it is bad; its type and operations stay";
    }

    @Override
    public String picture() {
        return """
        open(d), fcntl(F_NOTIFY)     mark of d -> file
        statx -> GETATTR: d is a regular file now
          -> make_bad_inode: i_mode = S_IFREG
        close -> dnotify_flush: no directory, nothing to do
        umount -> dnotify_free_mark: BUG_ON(dn_mark->dn), the file is gone
        """;
    }

    @Override
    public Expectation expectation(Variant variant) {
        return variant == Variant.BUGGY
                ? Expectation.always(What.CORRUPTION, SIGNATURE)
                : Expectation.never(What.CORRUPTION);
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        ServerConfig server =
                ServerConfig.builder(CachePolicy.ALWAYS)
                        .quirks(ServerQuirk.DIRECTORY_BECOMES_FILE)
                        .build();
        return GuestShape.standard()
                .withServer(server)
                .withQuirkWhenBuggy(variant, KernelQuirk.BAD_INODE_ON_LIVE_INODE);
    }

    @Override
    public void setUp(Stage stage) {
        stage.mountShare();
        stage.prepare(sys -> (int) sys.mkdirat(Syscalls.AT_FDCWD, DIRECTORY, 0755));
        stage.prepare(sys -> (int) sys.umount2("/mnt", 0));
    }

    @Override
    public void play(Stage stage) {
        stage.task("watcher", BadInodeLive::watch);
    }

    private static int watch(Syscalls sys) {
        if (sys.mount(GuestShape.TAG, "/mnt", "virtiofs", 0, "") != 0) {
            return 1;
        }
        int fd = (int) sys.openat(Syscalls.AT_FDCWD, DIRECTORY, OpenFlags.O_DIRECTORY, 0);
        int events = FcntlFlags.DN_CREATE | FcntlFlags.DN_MULTISHOT;
        long marked = sys.fcntl(fd, FcntlFlags.F_NOTIFY, events);
        int force = AtFlags.AT_STATX_FORCE_SYNC;
        long error =
                sys.statx(
                        Syscalls.AT_FDCWD,
                        DIRECTORY,
                        force,
                        StatxMask.STATX_BASIC_STATS,
                        new Kstat());
        long closed = sys.close(fd);
        long unmounted = sys.umount2("/mnt", 0);
        return marked == 0 && error == -Errno.EIO && closed == 0 && unmounted == 0 ? 0 : 1;
    }
}
