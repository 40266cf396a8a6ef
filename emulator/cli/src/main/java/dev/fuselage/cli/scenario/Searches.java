package dev.fuselage.cli.scenario;

import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.Progress;
import dev.fuselage.scenarios.explore.Explorer;
import dev.fuselage.scenarios.explore.Plan;
import dev.fuselage.scenarios.explore.ReplayDiverged;
import dev.fuselage.scenarios.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Carries plans out, several at a time: each search is one thread's and shares nothing with others,
 * so their results do not depend on how many there are. They are handed on in the order of the
 * plans.
 */
final class Searches {
    private static final int MILLIS_BETWEEN_UPDATES = 200;

    private final HostEnvironment host;
    private final int jobs;
    private final AtomicLong schedules = new AtomicLong();
    private boolean diverged;

    /**
     * Nothing has been searched yet.
     *
     * @param jobs most searches at a time
     */
    Searches(HostEnvironment host, int jobs) {
        this.host = host;
        this.jobs = jobs;
    }

    /** Whether a schedule did not do the same again, which has been complained about. */
    boolean hasDiverged() {
        return diverged;
    }

    /**
     * All outcomes but those of searches that diverged.
     *
     * @param each is handed each as soon as all before it are there
     */
    List<Outcome> run(List<Plan> plans, Consumer<Outcome> each) {
        List<Outcome> outcomes = new ArrayList<>();
        ExecutorService threads =
                Executors.newFixedThreadPool(Math.clamp(jobs, 1, Math.max(1, plans.size())));
        try (Progress progress = new Progress(host, plans.size())) {
            List<Future<Outcome>> futures = new ArrayList<>();
            for (Plan plan : plans) {
                futures.add(threads.submit(() -> search(plan)));
            }
            for (int i = 0; i < plans.size(); i++) {
                Plan plan = plans.get(i);
                progress.step(name(plan));
                try {
                    Outcome outcome = await(futures.get(i), progress);
                    progress.pause();
                    each.accept(outcome);
                    outcomes.add(outcome);
                } catch (ReplayDiverged e) {
                    progress.pause();
                    diverged = true;
                    host.complain("fuselage: " + name(plan) + ": " + e.getMessage());
                }
            }
        } finally {
            threads.shutdownNow();
        }
        return outcomes;
    }

    private static String name(Plan plan) {
        return plan.scenario().name() + " " + plan.variant().word();
    }

    private Outcome search(Plan plan) {
        long[] told = new long[1];
        return Explorer.explore(
                plan,
                count -> {
                    schedules.addAndGet(count - told[0]);
                    told[0] = count;
                },
                System::nanoTime);
    }

    private Outcome await(Future<Outcome> future, Progress progress) {
        while (true) {
            try {
                return future.get(MILLIS_BETWEEN_UPDATES, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                progress.detail(schedules.get() + " schedules so far");
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case RuntimeException failure -> throw failure;
                    case Error failure -> throw failure;
                    case null, default -> throw new IllegalStateException(e);
                }
            }
        }
    }
}
