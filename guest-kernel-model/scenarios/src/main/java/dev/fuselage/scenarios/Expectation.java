package dev.fuselage.scenarios;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a variant must do under exploration.
 *
 * @param what which of the bad ends is spoken of
 * @param often in how many of the schedules it must be found
 * @param signature the shape of the cycle or the kind of misbehaviour that is meant, as {@code
 *     Counterexample} gives it; null for any. Another one is a failure of the scenario
 */
public record Expectation(What what, Often often, @Nullable String signature) {
    /** A bad end, in the words of a user. */
    public enum What {
        DEADLOCK("deadlock", Verdict.DEADLOCK),
        LOST_WAKEUP("lost-wakeup", Verdict.LOST_WAKEUP),
        LIVELOCK("livelock", Verdict.LIVELOCK),
        USE_AFTER_FREE("use-after-free", Verdict.MISBEHAVIOUR),
        CORRUPTION("corruption", Verdict.MISBEHAVIOUR),
        WARNING("warning", Verdict.MISBEHAVIOUR);

        private final String word;
        private final Verdict verdict;

        What(String word, Verdict verdict) {
            this.word = word;
            this.verdict = verdict;
        }

        public String word() {
            return word;
        }

        /** The verdict of a search that has found it. */
        public Verdict verdict() {
            return verdict;
        }
    }

    /** In how many schedules. */
    public enum Often {
        NEVER,
        SOMETIMES,
        ALWAYS;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Some schedule must end that way, with that signature. */
    public static Expectation sometimes(What what, String signature) {
        return new Expectation(what, Often.SOMETIMES, signature);
    }

    /** Every schedule must end that way, with that signature. */
    public static Expectation always(What what, String signature) {
        return new Expectation(what, Often.ALWAYS, signature);
    }

    /** No schedule may end in any bad way; {@code what} is the one that is spoken of. */
    public static Expectation never(What what) {
        return new Expectation(what, Often.NEVER, null);
    }

    /** "deadlock sometimes"; the form that {@link #parse} reads with a space or a hyphen. */
    public String words() {
        return what.word() + " " + often.word();
    }

    /** Reads {@link #words}, such as "deadlock-never"; empty when it is no expectation. */
    public static Optional<Expectation> parse(String text) {
        for (What what : What.values()) {
            for (Often often : Often.values()) {
                List<String> forms =
                        List.of(what.word() + " " + often.word(), what.word() + "-" + often.word());
                if (forms.contains(text)) {
                    return Optional.of(new Expectation(what, often, null));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return words();
    }
}
