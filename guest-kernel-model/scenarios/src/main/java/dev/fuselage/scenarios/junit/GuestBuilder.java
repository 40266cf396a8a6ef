package dev.fuselage.scenarios.junit;

import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.explore.Budget;
import dev.fuselage.scenarios.explore.Explorer;
import dev.fuselage.scenarios.explore.Plan;
import dev.fuselage.scenarios.explore.ReplayToken;
import dev.fuselage.scenarios.explore.Strategy;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.report.TextReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A guest with a share at {@code /mnt} once {@link #mountShare} is called, its tasks, and what must
 * come of them. Tasks are written in Java against the system calls; {@code
 * dev.fuselage.kernel.program.libc.Libc} makes that convenient.
 *
 * <p>Every schedule with at most two preemptions is tried unless {@link #strategy} says otherwise.
 * Programs and checks are run once for each schedule, so they must not keep anything between runs.
 */
public final class GuestBuilder {
    private final String name;
    private final @Nullable ReplayToken replay;
    private final List<Consumer<Stage>> preparations = new ArrayList<>();
    private final List<Consumer<Stage>> acts = new ArrayList<>();
    private GuestShape shape = GuestShape.standard();
    private Strategy strategy = new Strategy.Standard();
    private Budget budget = Budget.unlimited();
    private boolean explored;

    GuestBuilder(String name, @Nullable ReplayToken replay) {
        this.name = name;
        this.replay = replay;
    }

    boolean isExplored() {
        return explored;
    }

    // ---- the guest

    /** Changes CPUs, queues, the server: {@code shape(s -> s.withVcpus(2))}. */
    public GuestBuilder shape(UnaryOperator<GuestShape> change) {
        shape = change.apply(shape);
        return this;
    }

    /** Lets the kernel make exactly these mistakes of its history. */
    public GuestBuilder quirks(KernelQuirk... mistakes) {
        shape = shape.withQuirks(mistakes);
        return this;
    }

    /** Mounts the share at {@code /mnt}, before exploration begins. */
    public GuestBuilder mountShare() {
        preparations.add(Stage::mountShare);
        return this;
    }

    /**
     * Runs a program as root to its end, once for many schedules; it has to end with status 0. A
     * task that changes what was set up here should bring it back, or every schedule gets a guest
     * of its own, which is slower.
     */
    public GuestBuilder setUp(Syscalls.Main program) {
        preparations.add(stage -> stage.prepare(program));
        return this;
    }

    /**
     * Runs a program as root to its end before each schedule; it has to end with status 0. For what
     * tasks change.
     */
    public GuestBuilder prepare(Syscalls.Main program) {
        acts.add(stage -> stage.prepare(program));
        return this;
    }

    // ---- its tasks

    /**
     * A task of root, which has to end with status 0; a schedule is over when all of them have
     * ended.
     */
    public GuestBuilder task(String comm, Syscalls.Main program) {
        acts.add(stage -> {
            int[] status = {-1};
            stage.task(
                    comm,
                    sys -> {
                        status[0] = program.run(sys);
                        return status[0];
                    });
            stage.check(failure(comm), () -> status[0] == 0);
        });
        return this;
    }

    /** Tasks that do the same, so that schedules which only exchange them need not be tried. */
    public GuestBuilder tasks(String comm, int count, Syscalls.Main program) {
        acts.add(stage -> {
            int[] well = new int[1];
            stage.identicalTasks(
                    comm,
                    count,
                    sys -> {
                        int status = program.run(sys);
                        well[0] += status == 0 ? 1 : 0;
                        return status;
                    });
            stage.check(failure(comm), () -> well[0] == count);
        });
        return this;
    }

    private static String failure(String comm) {
        return "failure: " + comm + " did not end with status 0";
    }

    /** A task that serves the others and need not end. */
    public GuestBuilder daemon(String comm, Syscalls.Main program) {
        acts.add(stage -> stage.daemon(comm, program));
        return this;
    }

    /**
     * What must hold when all tasks have ended.
     *
     * @param misbehaviour what it is otherwise: "corruption: a record is lost"
     */
    public GuestBuilder check(String misbehaviour, Predicate<Stage> holds) {
        acts.add(stage -> stage.check(misbehaviour, () -> holds.test(stage)));
        return this;
    }

    // ---- the search

    /** Which schedules are tried. */
    public GuestBuilder strategy(Strategy other) {
        strategy = other;
        return this;
    }

    /** When the search is given up, which fails the test. */
    public GuestBuilder budget(Budget limits) {
        budget = limits;
        return this;
    }

    // ---- what must come of it

    /** No schedule may go wrong in any way; {@code what} is the one that is spoken of. */
    public Outcome mustNever(What what) {
        return must(Expectation.never(what));
    }

    /** Some schedule must go wrong in that way: a bug that is known, and its test. */
    public Outcome mustSometimes(What what) {
        return must(new Expectation(what, Expectation.Often.SOMETIMES, null));
    }

    /** What was expected must come of it, a signature included. */
    public Outcome must(Expectation expectation) {
        explored = true;
        BuiltScenario scenario = new BuiltScenario(name, shape, preparations, acts, expectation);
        Plan plan = Plan.of(scenario, Variant.FIXED).with(strategy).with(budget);
        ReplayToken token = replay;
        if (token != null && token.scenario().equals(name)) {
            plan = plan.with(new Strategy.Replay(token));
        }
        Outcome outcome = Explorer.explore(plan, schedules -> {});
        if (!outcome.met()) {
            throw new AssertionError(
                    "\n"
                            + TextReport.of(
                                    outcome,
                                    false,
                                    found ->
                                            "run this test with -D"
                                                    + GuestExtension.REPLAY
                                                    + "="
                                                    + found));
        }
        return outcome;
    }
}
