package dev.fuselage.scenarios.explore;

import dev.fuselage.scenarios.explore.GuestRun.End;
import dev.fuselage.scenarios.outcome.Search.Find;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dynamic partial-order reduction with sleep sets (Flanagan, Godefroid: Dynamic Partial-Order
 * Reduction for Model Checking Software, POPL 2005; Abdulla, Aronis, Jonsson, Sagonas: Optimal
 * Dynamic Partial Order Reduction, POPL 2014): at least one schedule of each kind that differs in
 * the order of dependent steps, and few more.
 *
 * <p>Steps depend on each other when they belong to the same actor, when one makes the other
 * possible, or when both touch a thing and one of them changes it. After each run its {@link Races}
 * are looked for, and whoever could have taken the place of the earlier step is to be tried there:
 * all of them, not one of each source set. For a task that has its CPU with preemption off keeps
 * others from it without touching anything in common with them, which source sets know nothing of.
 */
final class DporSearch implements SearchMethod, Chooser {
    static final String WORD = "exhaustive";

    private final Runs runs;
    private final long limit;
    private final Partition partition;
    private final Races races = new Races();
    private final List<Node> path = new ArrayList<>();

    /** Where in the path the node of each step is. */
    private int[] nodeOf = new int[256];

    private int depth;

    /** Schedules that others tried first. */
    private long before;

    /** A point of the path: who takes a step, or a choice within one. */
    private static final class Node {
        /** The step that is taken from here, counted from 0; of a choice, the one it belongs to. */
        final int step;

        /** Ways of a choice within a step; 0 for a node that says who takes it. */
        final int options;

        int option;

        /** Actors, as bits: could take the step; are to be tried; have been, or need not be. */
        long offered;

        long backtrack;
        long sleeping;

        /** Who is tried now. */
        int actor;

        /** What the next steps of those that sleep touch, by actor. */
        @Nullable Footprint[] footprints = {};

        Node(int step, int options) {
            this.step = step;
            this.options = options;
        }

        boolean isWithin() {
            return options > 0;
        }

        boolean sleeps(int who) {
            return (sleeping >>> who & 1) != 0;
        }

        void keepFootprint(int who, Footprint footprint) {
            if (footprints.length <= who) {
                footprints = Arrays.copyOf(footprints, who + 1);
            }
            footprints[who] = footprint;
        }

        @Nullable Footprint footprint(int who) {
            return who < footprints.length ? footprints[who] : null;
        }
    }

    DporSearch(Runs runs) {
        this(runs, Long.MAX_VALUE);
    }

    /** Gives up after that much {@linkplain Runs#effort effort}. */
    DporSearch(Runs runs, long limit) {
        this.runs = runs;
        this.limit = limit;
        this.partition = new Partition(runs.plan().shard());
    }

    @Override
    public Result search(Judge judge) {
        before = runs.schedules();
        long start = runs.effort();
        do {
            depth = 0;
            End end = runs.run(this);
            if (depth < path.size()) {
                throw otherwise();
            }
            if (judge.isDecided(end)) {
                return Result.FOUND;
            }
            if (runs.exhausted() || runs.effort() - start > limit) {
                return Result.OUT_OF_BUDGET;
            }
            races.analyse(runs.course(), this::race);
        } while (advance());
        return Result.COMPLETE;
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public Find find() {
        return new Find(WORD, -1, 0, null, runs.schedules() - before);
    }

    private ReplayDiverged otherwise() {
        return new ReplayDiverged(
                "the guest is not deterministic: choice %d of %d is another now"
                        .formatted(depth, path.size()));
    }

    // ---- after a run

    /** Something else could have been in the place of a step. */
    private void race(int step, long initials) {
        if (step >= runs.course().steps()) {
            return;
        }
        Node node = path.get(nodeOf[step]);
        node.backtrack |= node.offered;
        if ((initials & node.offered) == 0) {
            beforeTheCpuWasTaken(step, initials);
        }
    }

    /**
     * Whoever took a step may have had its CPU with preemption off, so that none of those could
     * come between that step and the one before: they have to come before all of the stretch.
     */
    private void beforeTheCpuWasTaken(int step, long initials) {
        Course course = runs.course();
        int actor = course.actorOf(step);
        for (int earlier = step - 1; earlier >= 0; earlier--) {
            Node node = path.get(nodeOf[earlier]);
            if (course.actorOf(earlier) == actor && (initials & node.offered) != 0) {
                node.backtrack |= node.offered;
                return;
            }
        }
    }

    /** To the next path; false when there is none. */
    private boolean advance() {
        while (!path.isEmpty()) {
            Node last = path.getLast();
            if (last.isWithin() ? nextOption(last) : nextActor(last)) {
                return true;
            }
            path.removeLast();
        }
        return false;
    }

    private boolean nextOption(Node node) {
        while (++node.option < node.options) {
            if (isOwned()) {
                return true;
            }
        }
        return false;
    }

    private boolean nextActor(Node node) {
        sleepAfterTrial(node);
        long left = node.backtrack & ~node.sleeping;
        while (left != 0) {
            node.actor = Long.numberOfTrailingZeros(left);
            if (isOwned()) {
                return true;
            }
            node.sleeping |= 1L << node.actor;
            left &= left - 1;
        }
        return false;
    }

    /** Who was tried need not be again, until something is done that its step depends on. */
    private void sleepAfterTrial(Node node) {
        Course course = runs.course();
        if (node.step < course.steps() && course.actorOf(node.step) == node.actor) {
            node.keepFootprint(
                    node.actor, Footprint.of(course, node.step, node.footprint(node.actor)));
        }
        node.sleeping |= 1L << node.actor;
    }

    // ---- division among shards

    private boolean isOwned() {
        return partition.owns(path.size(), this::optionAt, this::isBranching);
    }

    private int optionAt(int at) {
        Node node = path.get(at);
        return node.isWithin() ? node.option : node.actor;
    }

    private boolean isBranching(int at) {
        Node node = path.get(at);
        return node.isWithin() || Long.bitCount(node.offered) > 1;
    }

    // ---- choices

    @Override
    public int next(Course course) {
        if (depth < path.size()) {
            Node node = path.get(depth++);
            int place = node.isWithin() ? Course.NOBODY : course.placeOf(node.actor);
            if (place == Course.NOBODY || node.step != course.steps()) {
                throw otherwise();
            }
            return place;
        }
        if (!isOwned()) {
            return Course.NOBODY;
        }
        Node node = new Node(course.steps(), 0);
        for (int place = 0; place < course.offers(); place++) {
            if (course.offer(place) >= Long.SIZE) {
                throw new IllegalStateException("more than 64 actors");
            }
            node.offered |= 1L << course.offer(place);
        }
        inheritSleep(node, course);
        long awake = node.offered & ~node.sleeping;
        if (awake == 0) {
            return Course.NOBODY;
        }
        int place = Chooser.goOn(course);
        if (node.sleeps(course.offer(place))) {
            place = course.placeOf(Long.numberOfTrailingZeros(awake));
        }
        node.actor = course.offer(place);
        // Where the tree is divided every way is tried, since no shard sees all races.
        node.backtrack =
                partition.decides(path.size(), this::isBranching) ? node.offered : 1L << node.actor;
        add(node);
        return place;
    }

    private void add(Node node) {
        if (node.step == nodeOf.length) {
            nodeOf = Arrays.copyOf(nodeOf, 2 * nodeOf.length);
        }
        if (!node.isWithin()) {
            nodeOf[node.step] = path.size();
        }
        path.add(node);
        depth++;
    }

    /** Sleepers of the step before go on sleeping if that does not depend on what they would do. */
    private void inheritSleep(Node node, Course course) {
        if (node.step == 0) {
            return;
        }
        Node before = path.get(nodeOf[node.step - 1]);
        long sleepers = before.sleeping & ~(1L << before.actor);
        while (sleepers != 0) {
            int who = Long.numberOfTrailingZeros(sleepers);
            sleepers &= sleepers - 1;
            Footprint footprint = before.footprint(who);
            if (footprint != null && !footprint.meets(course, before.step)) {
                node.sleeping |= 1L << who;
                node.keepFootprint(who, footprint);
            }
        }
    }

    @Override
    public int choose(Course course, int count) {
        if (depth < path.size()) {
            Node node = path.get(depth++);
            if (node.options != count) {
                throw otherwise();
            }
            return node.option;
        }
        add(new Node(course.steps() - 1, count));
        return 0;
    }
}
