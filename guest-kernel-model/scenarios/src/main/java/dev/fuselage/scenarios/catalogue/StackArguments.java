package dev.fuselage.scenarios.catalogue;

import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.StatxMask;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameter;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;
import java.util.List;

/** The end of a request reads arguments that lay on the stack of a task which has gone on. */
public final class StackArguments implements Scenario {
    private static final String SIGNATURE =
            "use-after-free: reads the arguments of FUSE_GETATTR #N"
                    + " from a stack frame that its sender left";

    @Override
    public String name() {
        return "fuse/stack-args";
    }

    @Override
    public String summary() {
        return "the end of a request reads its arguments from a stack frame that has been left";
    }

    @Override
    public String source() {
        return "Linux 3e8cb8b2eaeb (fuse: fix stack use after return)";
    }

    @Override
    public String fix() {
        return "whether there is an end to call is noted in the request itself (FR_ASYNC)";
    }

    @Override
    public String picture() {
        return """
        kworker: fuse_request_end           task: request_wait_answer
          sets FR_FINISHED
                                              sees FR_FINISHED, has not slept yet
                                              returns: its arguments are gone
          reads req->args->end  <- use after free
        """;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter("askers", "tasks that ask for attributes", 1, 1, 4),
                new Parameter("vcpus", "CPUs", 1, 1, 4));
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
                .withVcpus(parameters.get("vcpus"))
                .withQuirkWhenBuggy(variant, KernelQuirk.ARGUMENTS_ON_SENDERS_STACK);
    }

    @Override
    public void setUp(Stage stage) {
        stage.mountShare();
    }

    @Override
    public void play(Stage stage) {
        stage.identicalTasks("stat", stage.parameters().get("askers"), StackArguments::stat);
    }

    private static int stat(Syscalls sys) {
        long error =
                sys.statx(
                        Syscalls.AT_FDCWD,
                        "/mnt",
                        AtFlags.AT_STATX_FORCE_SYNC,
                        StatxMask.STATX_BASIC_STATS,
                        new Kstat());
        return error == 0 ? 0 : 1;
    }
}
