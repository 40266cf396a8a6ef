package dev.fuselage.scenarios.explore;

import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * Divides the tree of schedules among shards: by the options taken at the first few choices. Above
 * them every shard goes everywhere, below only one.
 */
final class Partition {
    /** Choices that decide whose a path is. */
    private static final int DECIDING = 4;

    private final Shard shard;

    Partition(Shard shard) {
        this.shard = shard;
    }

    /** Whether the whole tree is this shard's. */
    boolean isWhole() {
        return shard.count() == 1;
    }

    /**
     * Whether a path is to be gone into here.
     *
     * @param length of the path
     * @param option the option taken at each of its choices
     * @param branching whether there was more than one
     */
    boolean owns(int length, IntUnaryOperator option, IntPredicate branching) {
        if (isWhole()) {
            return true;
        }
        long hash = 0;
        int deciding = 0;
        for (int at = 0; at < length && deciding < DECIDING; at++) {
            if (branching.test(at)) {
                hash = PartialOrder.mix(hash ^ option.applyAsInt(at));
                deciding++;
            }
        }
        return deciding < DECIDING || owns(hash);
    }

    /** Whether the choice at the end of a path of that length is one that decides whose it is. */
    boolean decides(int length, IntPredicate branching) {
        if (isWhole()) {
            return false;
        }
        int deciding = 0;
        for (int at = 0; at < length; at++) {
            deciding += branching.test(at) ? 1 : 0;
        }
        return deciding < DECIDING;
    }

    /** Whether what has that hash, of a path or of a block of samples, is this shard's. */
    boolean owns(long hash) {
        return Long.remainderUnsigned(PartialOrder.mix(hash), shard.count()) == shard.index() - 1;
    }
}
