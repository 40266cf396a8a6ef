package dev.fuselage.kernel.wait;

/** Something that happens: it ends a wait when one of those who can deliver it does. */
public abstract sealed class Event extends Waitable permits WaitQueue, Completion {
    private final Object instance;
    private final Deliverer deliverer;

    Event(String kind, Object instance, Deliverer deliverer) {
        super(kind);
        this.instance = instance;
        this.deliverer = deliverer;
    }

    /** See {@link Deliverer#whereabouts}. */
    public final String whereabouts() {
        return deliverer.whereabouts();
    }

    @Override
    protected final Object instance() {
        return instance;
    }

    @Override
    final void suppliers(Suppliers out) {
        deliverer.deliverers(out);
    }

    @Override
    final boolean needsAllSuppliers() {
        return false;
    }
}
