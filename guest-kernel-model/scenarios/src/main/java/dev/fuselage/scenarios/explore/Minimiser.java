package dev.fuselage.scenarios.explore;

import dev.fuselage.scenarios.explore.GuestRun.End;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a schedule that goes wrong short: fewest preemptions, then fewest steps, then fewest
 * actors, while it goes wrong in the same way.
 *
 * <p>Delta debugging over the runs of the schedule: one is left out, or goes on for as long as it
 * can, and what follows is kept as far as it is still possible. Repeated until nothing helps.
 */
final class Minimiser {
    /** Trials after which the best so far has to do. */
    private static final int MOST_TRIALS = 3_000;

    private final Runs runs;
    private final Witness witness;
    private final End end;
    private final String signature;
    private Candidate best;
    private int trials;

    private record Candidate(
            List<ReplayToken.Run> schedule, int preemptions, int steps, long actors) {
        boolean isBetterThan(Candidate other) {
            if (preemptions != other.preemptions) {
                return preemptions < other.preemptions;
            }
            return steps != other.steps ? steps < other.steps : actors < other.actors;
        }
    }

    /** Of the last run, which ended so. */
    Minimiser(Runs runs, Witness witness, End end, String signature) {
        this.runs = runs;
        this.witness = witness;
        this.end = end;
        this.signature = signature;
        this.best = lastRun();
    }

    private Candidate lastRun() {
        List<ReplayToken.Run> schedule = runs.course().runs();
        return new Candidate(
                schedule,
                runs.course().preemptions(),
                runs.course().steps(),
                schedule.stream().mapToInt(ReplayToken.Run::actor).distinct().count());
    }

    /** The shortest found. */
    List<ReplayToken.Run> minimise() {
        boolean better = true;
        while (better && trials < MOST_TRIALS) {
            better = false;
            for (int size = Math.max(best.schedule().size() / 2, 1); size >= 1; size /= 2) {
                for (int at = 0; at < best.schedule().size() && trials < MOST_TRIALS; ) {
                    if (tryWithout(at, size) || (size == 1 && tryLonger(at))) {
                        better = true;
                    } else {
                        at += size;
                    }
                }
            }
        }
        return best.schedule();
    }

    private boolean tryWithout(int from, int count) {
        List<ReplayToken.Run> shorter = new ArrayList<>(best.schedule());
        shorter.subList(from, Math.min(from + count, shorter.size())).clear();
        return attempt(shorter);
    }

    private boolean tryLonger(int at) {
        List<ReplayToken.Run> longer = new ArrayList<>(best.schedule());
        ReplayToken.Run run = longer.get(at);
        longer.set(at, new ReplayToken.Run(run.actor(), Integer.MAX_VALUE, run.choices()));
        return attempt(longer);
    }

    private boolean attempt(List<ReplayToken.Run> schedule) {
        trials++;
        if (runs.runOnce(new GuidedChooser(schedule, false)) != end
                || !witness.signature(end).equals(signature)) {
            return false;
        }
        Candidate now = lastRun();
        if (!now.isBetterThan(best)) {
            return false;
        }
        best = now;
        return true;
    }
}
