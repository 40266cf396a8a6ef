package dev.fuselage.riscv.sbi;

/** A group of functions that a guest can ask for. */
interface Extension {
    /** Whether it answers for this extension id. */
    boolean has(long id);

    /** Answers the call, whose function may be any number. */
    void serve(Call call);
}
