package dev.fuselage.scenarios.explore;

import dev.fuselage.scenarios.explore.GuestRun.End;
import dev.fuselage.scenarios.outcome.Search.Find;
import java.util.ArrayList;
import java.util.List;

/**
 * Iterative preemption bounding: all schedules without a preemption, then all with at most one, and
 * so on, depth first and each from the start.
 *
 * <p>A state that was reached before, by another order of independent steps, with the same actor in
 * turn and at least as many preemptions left, is not gone into again. States are known by the hash
 * of the partial order of the steps that led to them.
 */
final class BoundedSearch implements SearchMethod, Chooser {
    static final String WORD = "bounded";

    private static final int NO_BOUND = -1;

    private final Runs runs;
    private final int most;
    private final long limit;
    private final Partition partition;
    private final FingerprintSet states = new FingerprintSet();
    private final List<Node> path = new ArrayList<>();
    private int depth;
    private int bound;

    /** Schedules that others tried first. */
    private long before;

    /** The largest bound within which everything was tried; -1 for none. */
    private int done = -1;

    /** Whether the bound that is being searched has left anything out. */
    private boolean cut;

    /** Whether everything was tried, as the last bound left nothing out. */
    private boolean isWhole;

    /** Whether that is to do, though larger ones were asked for. */
    private boolean isContent;

    /** A point at which there was a choice to make. */
    private static final class Node {
        /** How many ways lead on from here. */
        int options;

        /** The way that is being tried; 0 is to go on with whoever has the turn. */
        int option;

        /** The place of whoever had the turn; NOBODY if it could not go on. */
        int turn;

        /** Preemptions left here. */
        int left;

        /** Whether the choice is one within a step. */
        boolean within;

        int place() {
            if (within || turn == Course.NOBODY) {
                return option;
            }
            return option == 0 ? turn : option <= turn ? option - 1 : option;
        }

        int leftAfter() {
            return !within && turn != Course.NOBODY && option > 0 ? left - 1 : left;
        }

        boolean hasMore() {
            return option + 1 < options && !isCut();
        }

        /** Whether other ways would take a preemption too many. */
        boolean isCut() {
            return option + 1 < options && !within && turn != Course.NOBODY && left == 0;
        }
    }

    BoundedSearch(Runs runs, int most) {
        this(runs, most, Long.MAX_VALUE);
    }

    /** Is content with a smaller bound after that much {@linkplain Runs#effort effort}. */
    BoundedSearch(Runs runs, int most, long limit) {
        this.runs = runs;
        this.limit = limit;
        this.most = most;
        this.partition = new Partition(runs.plan().shard());
    }

    @Override
    public Result search(Judge judge) {
        before = runs.schedules();
        long start = runs.effort();
        for (bound = 0; bound <= most; bound++) {
            path.clear();
            cut = false;
            do {
                depth = 0;
                End end = runs.run(this);
                if (depth < path.size()) {
                    throw new ReplayDiverged(
                            "the guest is not deterministic: a schedule ended after %d of %d choices"
                                    .formatted(depth, path.size()));
                }
                if (judge.isDecided(end)) {
                    return Result.FOUND;
                }
                if (runs.exhausted() || states.size() >= runs.plan().budget().states()) {
                    return Result.OUT_OF_BUDGET;
                }
                if (runs.effort() - start > limit) {
                    isContent = done >= 0;
                    return isContent ? Result.COMPLETE : Result.SAMPLED;
                }
            } while (advance());
            done = bound;
            if (!cut) {
                isWhole = true;
                return Result.COMPLETE;
            }
        }
        return Result.COMPLETE;
    }

    /** To the next path; false when there is none within the bound. */
    private boolean advance() {
        while (!path.isEmpty()) {
            Node last = path.getLast();
            if (last.hasMore()) {
                last.option++;
                if (partition.owns(path.size(), this::optionAt, this::isBranching)) {
                    return true;
                }
            } else {
                cut |= last.isCut();
                path.removeLast();
            }
        }
        return false;
    }

    private int optionAt(int at) {
        return path.get(at).option;
    }

    private boolean isBranching(int at) {
        return path.get(at).options > 1;
    }

    // ---- choices

    @Override
    public int next(Course course) {
        int turn =
                course.lastActor() == Course.NOBODY
                        ? Course.NOBODY
                        : course.placeOf(course.lastActor());
        return visit(course, course.offers(), turn, false);
    }

    @Override
    public int choose(Course course, int count) {
        return visit(course, count, Course.NOBODY, true);
    }

    private int visit(Course course, int options, int turn, boolean within) {
        if (options == 1) {
            return 0;
        }
        if (depth < path.size()) {
            Node node = path.get(depth++);
            if (node.options != options || node.within != within) {
                throw new ReplayDiverged(
                        "the guest is not deterministic: choice %d had %d options, now %d"
                                .formatted(depth, node.options, options));
            }
            return node.place();
        }
        int left = path.isEmpty() ? bound : path.getLast().leftAfter();
        if (!within && !isNew(course, turn, left)) {
            return Course.NOBODY;
        }
        Node node = new Node();
        node.options = options;
        node.turn = turn;
        node.left = left;
        node.within = within;
        path.add(node);
        depth++;
        return node.place();
    }

    private boolean isNew(Course course, int turn, int left) {
        if (!partition.owns(path.size(), this::optionAt, this::isBranching)) {
            return false;
        }
        long who = turn == Course.NOBODY ? 0 : course.lastActor() + 1L;
        return states.raise(
                PartialOrder.mix(course.fingerprint() ^ PartialOrder.mix(who)), (short) (left + 1));
    }

    // ---- the account

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public Find find() {
        return new Find(WORD, bound, 0, null, runs.schedules() - before);
    }

    @Override
    public int preemptionBound() {
        return isWhole ? NO_BOUND : isContent || done == most ? done : bound;
    }

    @Override
    public long states() {
        return states.size();
    }

    @Override
    public double collisionOdds() {
        return states.collisionOdds();
    }
}
