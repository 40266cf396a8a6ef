package dev.fuselage.scenarios.explore;

import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.SparseMemory;
import dev.fuselage.scenarios.explore.GuestRun.End;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Runs the guest of one plan, again and again, and counts. */
final class Runs implements AutoCloseable {
    private static final int PROGRESS_MASK = 0xff;

    /** A boot takes as long as about so many steps. */
    private static final long BOOT_STEPS = 1_000;

    private final Plan plan;
    private final LongConsumer progress;
    private final Course course;
    private final LongSupplier clock;
    private final long started;
    private final FingerprintSet seen = new FingerprintSet();
    private CostProfile costs = GuestRun.FREE;
    private final SparseMemory ram = new SparseMemory(GuestRun.RAM);
    private boolean tried;
    private boolean reusable;
    private End last = End.ABANDONED;
    private long schedules;
    private long distinct;
    private long steps;
    private long boots;
    private @Nullable GuestRun guest;

    Runs(Plan plan, LongConsumer progress, LongSupplier clock) {
        this.plan = plan;
        this.clock = clock;
        this.started = clock.getAsLong();
        this.progress = progress;
        this.course = new Course(new FirstChoice());
    }

    Plan plan() {
        return plan;
    }

    Course course() {
        return course;
    }

    /** From now on steps cost what they cost, for those who ask for times. */
    void setCosts(CostProfile prices) {
        costs = prices;
    }

    /** One run, decided by the chooser. */
    End run(Chooser chooser) {
        if (!tried && plan.scenario().mayReuseGuest()) {
            tryReuse();
        }
        End end = runOnAnyGuest(chooser);
        schedules++;
        steps += course.steps();
        if (end != End.ABANDONED && seen.add(course.fingerprint())) {
            distinct++;
        }
        if ((schedules & PROGRESS_MASK) == 0) {
            progress.accept(schedules);
        }
        return end;
    }

    /** One run that is not counted, on a guest of its own: of a schedule that was run before. */
    End runOnce(Chooser chooser) {
        closeGuest();
        return run(newGuest(), chooser);
    }

    private End runOnAnyGuest(Chooser chooser) {
        GuestRun used = guest;
        if (used != null && reusable && used.settle(last)) {
            return run(used, chooser);
        }
        return runOnce(chooser);
    }

    private End run(GuestRun run, Chooser chooser) {
        course.setChooser(chooser);
        End end = run.run(course, plan.budget().steps());
        last = end;
        return end;
    }

    private GuestRun newGuest() {
        GuestRun run = new GuestRun(plan.scenario(), plan.variant(), plan.parameters(), costs, ram);
        guest = run;
        boots++;
        return run;
    }

    /**
     * Finds out whether a guest on which the scenario was played can be used again: when the first
     * schedule, in which everybody goes on while it can, is the same there, twice.
     */
    private void tryReuse() {
        tried = true;
        reusable = true;
        End first = runOnce(new FirstChoice());
        long fingerprint = course.fingerprint();
        for (int i = 0; i < 2 && reusable; i++) {
            reusable =
                    first == End.PASSED
                            && runOnAnyGuest(new FirstChoice()) == End.PASSED
                            && course.fingerprint() == fingerprint;
        }
        closeGuest();
    }

    /** Whether a guest may be played on again. */
    boolean reuses() {
        return reusable;
    }

    /** Gives every run a guest of its own. */
    void stopReuse() {
        tried = true;
        reusable = false;
    }

    /** The guest of the last run, as it ended. */
    GuestRun guest() {
        GuestRun run = guest;
        if (run == null) {
            throw new IllegalStateException("nothing has been run");
        }
        return run;
    }

    /** Whether the budget is used up. */
    boolean exhausted() {
        return schedules >= plan.budget().schedules()
                || (plan.budget().nanos() != Long.MAX_VALUE && nanos() >= plan.budget().nanos());
    }

    long schedules() {
        return schedules;
    }

    /** Runs to their ends that differ in the order of dependent steps. */
    long distinct() {
        return distinct;
    }

    long steps() {
        return steps;
    }

    /** What was done so far, in steps; the same on every machine. */
    long effort() {
        return steps + BOOT_STEPS * boots;
    }

    long nanos() {
        return clock.getAsLong() - started;
    }

    private void closeGuest() {
        GuestRun run = guest;
        if (run != null) {
            guest = null;
            run.close();
        }
    }

    @Override
    public void close() {
        closeGuest();
        ram.close();
    }
}
