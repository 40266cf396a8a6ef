package dev.fuselage.scenarios.explore;

import dev.fuselage.machine.time.Exploration;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Shared;
import dev.fuselage.machine.time.Turns;

/** Lets the first who can go on, for as many steps as a run may take before it gets nowhere. */
final class Finish implements Exploration {
    private int steps;

    @Override
    public int next(Turns turns) {
        return steps++ < Course.LIVELOCK_STEPS ? 0 : STOP;
    }

    @Override
    public int choose(Kind kind, int candidates) {
        return 0;
    }

    @Override
    public void touched(Shared shared, Operation operation, Object detail) {}

    @Override
    public void enabled(long actor) {}
}
