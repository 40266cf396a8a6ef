package dev.fuselage.machine.time;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** An agent whose slice is a lambda, and which writes down when it ran. */
final class ScriptedAgent extends Agent {
    private final Consumer<ScriptedAgent> slice;
    final List<Long> ranAt = new ArrayList<>();

    ScriptedAgent(Simulation simulation, String name, Consumer<ScriptedAgent> slice) {
        super(simulation, name);
        this.slice = slice;
    }

    @Override
    protected void run() {
        ranAt.add(now());
        slice.accept(this);
    }

    void pass(long cycles) {
        spend(cycles);
    }

    boolean isOvertaken() {
        return mustYield();
    }

    void stopHere() {
        suspend();
    }

    void park() {
        idle();
    }
}
