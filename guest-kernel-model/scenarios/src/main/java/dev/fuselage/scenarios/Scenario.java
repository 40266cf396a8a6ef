package dev.fuselage.scenarios;

import java.util.List;

/**
 * A small guest with a share and a few tasks, in a buggy and a fixed form, and what must come of it
 * under exploration.
 *
 * <p>Found by {@link java.util.ServiceLoader}, so a jar on the class path adds its own. A scenario
 * has no state: {@link #play} is called once for every schedule, on a guest that has just been
 * built, and must do the same each time.
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

    /** Prepares the guest and puts its tasks on the stage; they start when this returns. */
    void play(Stage stage);
}
