package dev.fuselage.riscv.sbi;

import dev.fuselage.riscv.Harts;

/** Stops the harts before it passes a reset on, so that none of them goes on executing. */
record StopAll(Harts harts, SystemReset next) implements SystemReset {
    @Override
    public void reset(Type type, Reason reason) {
        for (int id = 0; id < harts.count(); id++) {
            harts.hart(id).stop();
        }
        next.reset(type, reason);
    }
}
