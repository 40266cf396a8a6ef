package dev.fuselage.machine.time;

/** Always the first who can. */
enum InOrder implements Exploration {
    FIRST;

    @Override
    public int next(Turns turns) {
        return 0;
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
