package dev.fuselage.scenarios.explore;

/** Which schedules are tried, and in which order. */
public sealed interface Strategy {
    /** As it is called on the command line and in reports. */
    String word();

    /**
     * What is usual for what is expected. Where something is to be found: a few samples, then
     * {@link Bounded}. Where nothing must be found: {@link Exhaustive}, if it comes to its end
     * soon, else {@link Bounded}. Ends by itself, and says what it has proved until then.
     */
    record Standard() implements Strategy {
        @Override
        public String word() {
            return "standard";
        }
    }

    /** The one schedule that the clock gives. */
    record Clock() implements Strategy {
        @Override
        public String word() {
            return "clock";
        }
    }

    /** The one schedule that a token holds. */
    record Replay(ReplayToken token) implements Strategy {
        @Override
        public String word() {
            return "replay";
        }
    }

    /** At each step, any of those who could take it, with equal chances. */
    record Random(long seed) implements Strategy {
        @Override
        public String word() {
            return "random";
        }
    }

    /**
     * As {@link Random}, but with chances as large as the number of steps that each actor took in
     * the first schedule and has not taken yet: close to uniform among schedules.
     */
    record Weighted(long seed) implements Strategy {
        @Override
        public String word() {
            return "weighted";
        }
    }

    /**
     * Probabilistic concurrency testing: random priorities that change at {@code depth - 1} random
     * steps; finds a bug of that depth with probability 1 / (actors x steps^(depth - 1)).
     *
     * @param depth from 1
     */
    record Pct(int depth, long seed) implements Strategy {
        @Override
        public String word() {
            return "pct";
        }
    }

    /**
     * All schedules without a preemption, then all with one, and so on.
     *
     * @param most largest number of preemptions, 0 to {@link #MOST}
     */
    record Bounded(int most) implements Strategy {
        /** Enough for almost every bug known, and for a proof in seconds. */
        public static final int STANDARD = 2;

        /** More than any schedule that a person can read. */
        public static final int MOST = 1_000;

        public Bounded {
            if (most < 0 || most > MOST) {
                throw new IllegalArgumentException(
                        "%d preemptions: must be from 0 to %d".formatted(most, MOST));
            }
        }

        @Override
        public String word() {
            return "bounded";
        }
    }

    /**
     * All schedules that differ in the order of steps which depend on each other: dynamic
     * partial-order reduction with sleep sets.
     */
    record Exhaustive() implements Strategy {
        @Override
        public String word() {
            return "exhaustive";
        }
    }
}
