package dev.fuselage.machine.time;

import java.util.function.Consumer;

/** A timer that runs a lambda. */
final class ScriptedTimer extends Timer {
    private final Consumer<ScriptedTimer> action;

    ScriptedTimer(String name, Consumer<ScriptedTimer> action) {
        super(name);
        this.action = action;
    }

    @Override
    protected void expire() {
        action.accept(this);
    }
}
