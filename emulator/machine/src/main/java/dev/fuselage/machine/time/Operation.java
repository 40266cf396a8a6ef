package dev.fuselage.machine.time;

/** What a step does to something {@link Shared}. */
public enum Operation {
    /** Looks at it, and would not notice if others looked too. */
    READ("look at"),
    /** Changes it, or looks at it in a way that only one can. */
    CHANGE("change"),
    LOCK("take"),
    UNLOCK("give back"),
    /** Goes to sleep until it is free or happens. */
    WAIT("wait for"),
    /** Makes it happen, or lets those who wait go on. */
    WAKE("wake"),
    /** Hands work in. */
    QUEUE("queue"),
    /** Begins with work. */
    WORK("run"),
    /** Puts a request into a ring. */
    SUBMIT("submit"),
    /** The device takes a request out of a ring. */
    TAKE("serve"),
    /** The device puts a reply into a ring. */
    PUSH("push"),
    /** The driver takes a reply out of a ring. */
    POP("pop"),
    /** Begins something that takes long, such as the writeback of a page. */
    BEGIN("begin"),
    /** Ends it. */
    END("end");

    private final String word;

    Operation(String word) {
        this.word = word;
    }

    /** The verb that reports use. */
    public String word() {
        return word;
    }
}
