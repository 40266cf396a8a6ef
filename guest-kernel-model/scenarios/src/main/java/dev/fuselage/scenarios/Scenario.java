package dev.fuselage.scenarios;

import java.util.List;

/**
 * A small guest with a share and a few tasks, in a buggy and a fixed form, and what must come of it
 * under exploration.
 *
 * <p>Found by {@link java.util.ServiceLoader}, so a jar on the class path adds its own. A scenario
 * has no state of its own: {@link #setUp} and {@link #play} are called for one guest after the
 * other and must do the same each time.
 */
public interface Scenario {
    /** Family and name, such as "virtiofs/async-reply-page-lock". */
    String name();

    /** One sentence: what goes wrong. */
    String summary();

    /** Where it comes from: seed document, kernel commit, test suite. */
    String source();

    /** One sentence: why the fixed variant passes. */
    String fix();

    /** An ASCII picture of who waits for whom in the buggy variant; lines end with a newline. */
    String picture();

    /** The sizes that can be grown, in the order in which they are shown. */
    default List<Parameter> parameters() {
        return List.of();
    }

    /** What must come of a variant at the standard sizes. */
    Expectation expectation(Variant variant);

    /** What the guest and its share look like. */
    GuestShape shape(Variant variant, Parameters parameters);

    /**
     * Prepares a guest that has just been built: what one preparation does for all schedules, such
     * as mounting, and {@linkplain Stage#residents tasks that stay}.
     */
    default void setUp(Stage stage) {}

    /**
     * Whether a schedule may leave the guest as it found it. False spares the search the attempt to
     * play again on a guest where one schedule differs from another in what it leaves behind, such
     * as the order in which the tasks of a daemon wait.
     */
    default boolean mayReuseGuest() {
        return true;
    }

    /**
     * Puts the tasks on the stage that are not there already; they start when this returns. Called
     * once for every schedule, on a guest that has been set up; it may have played before, and must
     * then have been left, or be brought back here, as it was: what differs is noticed in the first
     * schedules, and then every schedule gets a guest of its own, which is slower.
     */
    default void play(Stage stage) {}
}
