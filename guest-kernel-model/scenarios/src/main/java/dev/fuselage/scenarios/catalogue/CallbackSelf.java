package dev.fuselage.scenarios.catalogue;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.kernel.program.fuse.MemoryTree;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.vfs.MountFlags;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameter;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;
import java.util.List;

/** A daemon that uses its own mount while it answers for it: the simple deadlock of fuse.rst. */
public final class CallbackSelf implements Scenario {
    private static final String FILE = FuseMount.DIRECTORY + "/file";

    @Override
    public String name() {
        return "fuse/callback-self";
    }

    @Override
    public String summary() {
        return "a daemon unlinks on its own mount the file whose UNLINK it has to answer";
    }

    @Override
    public String source() {
        return "Documentation/filesystems/fuse.rst, \"Scenario 1 - Simple deadlock\"";
    }

    @Override
    public String fix() {
        return "the connection can be aborted: UNLINK ends with an error, and the inode lock is"
                + " free again.";
    }

    @Override
    public String picture() {
        return """
        rm /mnt/fuse/file              fused
          inode lock of /mnt/fuse
          UNLINK ------------------->  reads UNLINK
          waits for its reply          unlinks /mnt/fuse/file
                 ^                       waits for the inode lock
                 +---- delivers ----------+  held by rm
        """;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter("users", "tasks that each remove a file", 1, 1, 4),
                new Parameter("way", "0 aborts through fusectl, 1 by umount -f", 0, 0, 1));
    }

    @Override
    public Expectation expectation(Variant variant) {
        return variant == Variant.BUGGY
                ? Expectation.always(
                        What.DEADLOCK, "down_write > i_rwsem > request_wait_answer > FUSE reply")
                : Expectation.never(What.DEADLOCK);
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        return GuestShape.standard().withQueues(0);
    }

    /** A connection is aborted once. */
    @Override
    public boolean mayReuseGuest() {
        return false;
    }

    @Override
    public void setUp(Stage stage) {
        MemoryTree tree = new MemoryTree();
        for (int i = 0; i < stage.parameters().get("users"); i++) {
            long _ = tree.file("file" + i, "");
        }
        FuseMount.serve(
                stage,
                tree,
                1,
                daemon ->
                        daemon.on(
                                Opcode.UNLINK,
                                (self, in, out) -> {
                                    String file = FuseMount.DIRECTORY + "/" + in.name(0);
                                    int _ = remove(self.sys(), file);
                                    return self.usual(in, out);
                                }));
    }

    @Override
    public void play(Stage stage) {
        for (int i = 0; i < stage.parameters().get("users"); i++) {
            String file = FILE + i;
            stage.task("rm" + i, sys -> remove(sys, file));
        }
        if (stage.variant() == Variant.FIXED) {
            int connection = FuseMount.connection(stage);
            boolean force = stage.parameters().get("way") == 1;
            stage.task("root", sys -> force ? unmount(sys) : FuseMount.abort(sys, connection));
        }
    }

    private static int remove(Syscalls sys, String file) {
        return sys.unlinkat(Syscalls.AT_FDCWD, file, 0) == 0 ? 0 : 1;
    }

    /** Whether it is busy still does not matter: the connection is aborted. */
    private static int unmount(Syscalls sys) {
        long _ = sys.umount2(FuseMount.DIRECTORY, MountFlags.MNT_FORCE);
        return 0;
    }
}
