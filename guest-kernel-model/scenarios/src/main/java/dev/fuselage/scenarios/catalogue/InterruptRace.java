package dev.fuselage.scenarios.catalogue;

import dev.fuselage.fuse.FuseInterruptIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.program.fuse.FuseDaemon;
import dev.fuselage.kernel.program.fuse.FuseHandler;
import dev.fuselage.kernel.program.fuse.FuseMessage;
import dev.fuselage.kernel.program.fuse.MemoryTree;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.vfs.Kstatfs;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Shared;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;

/** A daemon with two tasks: one reads a request, the other its INTERRUPT, and is faster. */
public final class InterruptRace implements Scenario {
    @Override
    public String name() {
        return "fuse/interrupt-race";
    }

    @Override
    public String summary() {
        return "an INTERRUPT overtakes its request in the daemon and is lost: the killed task waits"
                + " for ever";
    }

    @Override
    public String source() {
        return "Documentation/filesystems/fuse.rst, \"Interrupting filesystem operations\"";
    }

    @Override
    public String fix() {
        return "an INTERRUPT that the daemon answers with EAGAIN is queued again, until it finds"
                + " the request.";
    }

    @Override
    public String picture() {
        return """
        df                 fused0                 fused1              root
          STATFS ------->  reads STATFS
          waits                                                       kill -9 df
            INTERRUPT ------------------------->  reads INTERRUPT
                                                  knows no STATFS yet
                                                  answers EAGAIN
                           notes STATFS down;
                           it is answered only
                           when interrupted
          waits for ever: nobody is left to interrupt it
        """;
    }

    @Override
    public Expectation expectation(Variant variant) {
        return variant == Variant.BUGGY
                ? Expectation.sometimes(What.LOST_WAKEUP, "request_wait_answer > FUSE reply")
                : Expectation.never(What.LOST_WAKEUP);
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        return GuestShape.standard()
                .withQueues(0)
                .withQuirkWhenBuggy(variant, KernelQuirk.INTERRUPT_NOT_QUEUED_AGAIN);
    }

    /** The requests that the daemon has under way; its two tasks share it. */
    private static final class Table extends Shared {
        private final TaskScheduler scheduler;
        private final int[] news = new int[2];
        private long unique;

        Table(TaskScheduler scheduler) {
            this.scheduler = scheduler;
        }

        void add(long request) {
            scheduler.touch(this, Operation.CHANGE);
            unique = request;
        }

        boolean has(long request) {
            scheduler.touch(this, Operation.READ);
            return unique == request;
        }

        @Override
        public String describe() {
            return "the daemon's requests";
        }
    }

    /** The daemon's tasks do not always wait in the same order afterwards. */
    @Override
    public boolean mayReuseGuest() {
        return false;
    }

    @Override
    public void setUp(Stage stage) {
        Table table = new Table(stage.kernel().scheduler());
        FuseMount.serve(
                stage,
                new MemoryTree(),
                2,
                daemon -> {
                    long _ = daemon.sys().pipe2(table.news, 0);
                    daemon.on(Opcode.STATFS, (self, in, out) -> begin(self, in, table));
                    daemon.on(Opcode.INTERRUPT, (self, in, out) -> interrupt(self, in, table));
                });
    }

    /** It takes for ever, like a lock that somebody else holds. */
    private static int begin(FuseDaemon self, FuseMessage in, Table table) {
        table.add(in.unique());
        long _ = self.sys().write(table.news[1], self.buffer(), 1);
        return FuseHandler.NO_REPLY;
    }

    private static int interrupt(FuseDaemon self, FuseMessage in, Table table) {
        long unique = FuseInterruptIn.UNIQUE.get(in.arguments());
        if (table.has(unique)) {
            long _ = self.reply(unique, -Errno.EINTR);
            return FuseHandler.NO_REPLY;
        }
        long _ = self.reply(in.unique(), -Errno.EAGAIN);
        // "It should wait for ... a number of new requests to arrive."
        long _ = self.sys().read(table.news[0], self.buffer(), 1);
        return FuseHandler.NO_REPLY;
    }

    @Override
    public void play(Stage stage) {
        stage.task("df", sys -> sys.statfs(FuseMount.DIRECTORY, new Kstatfs()) == 0 ? 0 : 1);
        int pid = pidOf(stage, "df");
        stage.task("root", sys -> sys.kill(pid, Signal.SIGKILL) == 0 ? 0 : 1);
    }

    private static int pidOf(Stage stage, String name) {
        for (Task task : stage.kernel().scheduler().tasks()) {
            if (task.comm().equals(name)) {
                return task.pid();
            }
        }
        throw new IllegalStateException("no task " + name);
    }
}
