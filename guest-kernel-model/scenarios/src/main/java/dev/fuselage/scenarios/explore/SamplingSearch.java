package dev.fuselage.scenarios.explore;

import dev.fuselage.machine.time.SimulationRandom;
import dev.fuselage.scenarios.explore.GuestRun.End;
import dev.fuselage.scenarios.outcome.Search.Find;

/**
 * Tries schedules by chance. Schedule number i is decided by the seed and i alone, so that shards
 * divide the numbers among them and a single one can be repeated.
 */
final class SamplingSearch implements SearchMethod {
    private final Runs runs;
    private final long seed;
    private final Sampler sampler;
    private final Partition partition;
    private final long samples;

    /** The number of the schedule that is being run, from 0, which is the first one. */
    private long number;

    /** A chooser that starts anew from a random source. */
    interface Sampler extends Chooser {
        /** Before each run. */
        void begin(SimulationRandom random);

        /** The strategy's word. */
        String word();

        /** Of PCT; 0 for others. */
        default int depth() {
            return 0;
        }

        /** After a run that went to its end, of the first schedule, in which all goes on. */
        default void learn(Course course) {}
    }

    /** As many samples as the budget of the plan says, or as is usual. */
    SamplingSearch(Runs runs, long seed, Sampler sampler) {
        this(
                runs,
                seed,
                sampler,
                runs.plan().budget().schedules() == Long.MAX_VALUE
                                && runs.plan().budget().nanos() == Long.MAX_VALUE
                        ? Budget.STANDARD_SAMPLES
                        : Long.MAX_VALUE);
    }

    /** At most that many samples. */
    SamplingSearch(Runs runs, long seed, Sampler sampler, long samples) {
        this.runs = runs;
        this.seed = seed;
        this.sampler = sampler;
        this.samples = samples;
        this.partition = new Partition(runs.plan().shard());
    }

    @Override
    public Result search(Judge judge) {
        number = 0;
        End first = runs.run(new FirstChoice());
        if (judge.isDecided(first)) {
            return Result.FOUND;
        }
        sampler.learn(runs.course());
        for (long i = 1; i < samples && !runs.exhausted(); i++) {
            if (!partition.owns(i)) {
                continue;
            }
            number = i;
            sampler.begin(new SimulationRandom(PartialOrder.mix(seed ^ PartialOrder.mix(i))));
            if (judge.isDecided(runs.run(sampler))) {
                return Result.FOUND;
            }
        }
        return Result.SAMPLED;
    }

    @Override
    public String word() {
        return sampler.word();
    }

    @Override
    public Find find() {
        return number == 0
                ? new Find(Find.FIRST, -1, 0, null, 1)
                : new Find(sampler.word(), -1, sampler.depth(), seed, number + 1);
    }
}
