package dev.fuselage.scenarios.explore;

import java.util.List;

/**
 * Follows a schedule. Strictly, it must be possible step by step; leniently, a run whose actor
 * cannot go on is left at that point. After its end whoever has the turn goes on.
 */
final class GuidedChooser implements Chooser {
    private final List<ReplayToken.Run> runs;
    private final boolean strict;
    private int run;
    private int stepsDone;
    private int choicesDone;

    GuidedChooser(List<ReplayToken.Run> runs, boolean strict) {
        this.runs = runs;
        this.strict = strict;
    }

    @Override
    public int next(Course course) {
        while (run < runs.size()) {
            ReplayToken.Run now = runs.get(run);
            int place = stepsDone < now.steps() ? course.placeOf(now.actor()) : Course.NOBODY;
            if (place != Course.NOBODY) {
                stepsDone++;
                choicesDone = 0;
                return place;
            }
            if (strict && stepsDone < now.steps()) {
                throw diverged(course, now.actor());
            }
            run++;
            stepsDone = 0;
        }
        return Chooser.goOn(course);
    }

    private static ReplayDiverged diverged(Course course, int actor) {
        StringBuilder found = new StringBuilder();
        for (int place = 0; place < course.offers(); place++) {
            found.append(place == 0 ? "" : ", ").append(name(course, course.offer(place)));
        }
        return new ReplayDiverged(
                "diverged at step %d: expected %s, found {%s}"
                        .formatted(course.steps() + 1, name(course, actor), found));
    }

    private static String name(Course course, int actor) {
        return actor < course.actors()
                ? ReplayToken.letter(actor) + " (" + course.actorName(actor) + ")"
                : String.valueOf(ReplayToken.letter(actor));
    }

    @Override
    public int choose(Course course, int count) {
        if (run >= runs.size()) {
            return 0;
        }
        ReplayToken.Run now = runs.get(run);
        int index = choicesDone++;
        if (stepsDone < now.steps() || index >= now.choices().size()) {
            return 0;
        }
        int chosen = now.choices().get(index);
        if (chosen >= count) {
            if (strict) {
                throw new ReplayDiverged(
                        "diverged at step %d: expected choice %d, found %d choices"
                                .formatted(course.steps(), chosen, count));
            }
            return 0;
        }
        return chosen;
    }
}
