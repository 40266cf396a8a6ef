package dev.fuselage.scenarios.catalogue;

import dev.fuselage.kernel.program.fuse.MemoryTree;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.vfs.Kstatfs;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameter;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;
import java.util.List;

/** A connection is aborted while a daemon's reply is being copied into a request. */
public final class AbortWhileCopying implements Scenario {
    private static final String SIGNATURE =
            "use-after-free: goes on copying FUSE_STATFS #N, which was aborted and whose sender is"
                    + " gone";

    @Override
    public String name() {
        return "fuse/abort-while-copying";
    }

    @Override
    public String summary() {
        return "abort ends a request whose reply is being copied: the copy goes on into memory that"
                + " its sender has given up";
    }

    @Override
    public String source() {
        return "Documentation/filesystems/fuse.rst, \"the request must not be interrupted/aborted\""
                + " (req->locked)";
    }

    @Override
    public String fix() {
        return "abort leaves a locked request alone; the copy sees that it was aborted when it"
                + " unlocks, and ends it then.";
    }

    @Override
    public String picture() {
        return """
        df                    fused                     root
          STATFS ---------->  reads it
          waits for reply     writes the reply
                                copies ...              aborts the connection
          returns with an  <------------------------------ ends STATFS
          error; its memory
          is somebody else's    ... copies <- use after free
        """;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(new Parameter("users", "tasks that ask", 1, 1, 4));
    }

    @Override
    public Expectation expectation(Variant variant) {
        return variant == Variant.BUGGY
                ? Expectation.sometimes(What.USE_AFTER_FREE, SIGNATURE)
                : Expectation.never(What.USE_AFTER_FREE);
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        return GuestShape.standard()
                .withQueues(0)
                .withQuirkWhenBuggy(variant, KernelQuirk.ABORT_IGNORES_COPYING);
    }

    /** A connection is aborted once. */
    @Override
    public boolean mayReuseGuest() {
        return false;
    }

    @Override
    public void setUp(Stage stage) {
        FuseMount.serve(stage, new MemoryTree(), 1, daemon -> {});
    }

    @Override
    public void play(Stage stage) {
        int connection = FuseMount.connection(stage);
        stage.identicalTasks(
                "df",
                stage.parameters().get("users"),
                sys -> sys.statfs(FuseMount.DIRECTORY, new Kstatfs()) == 0 ? 0 : 1);
        stage.task("root", sys -> FuseMount.abort(sys, connection));
    }
}
