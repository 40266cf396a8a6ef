package dev.fuselage.kernel.fuse;

/** States of a request ({@code enum fuse_req_flag}) as bits. */
final class FuseReqFlag {
    /** A reply is expected. */
    static final int ISREPLY = 1;

    /** Sent even when its task is interrupted. */
    static final int FORCE = 1 << 1;

    /** Counted against the limit of background requests. */
    static final int BACKGROUND = 1 << 2;

    /** Counted in {@link FuseAdmission#numWaiting}. */
    static final int WAITING = 1 << 3;

    /** Ended by an abort of the connection. */
    static final int ABORTED = 1 << 4;

    /** Its task had a signal. */
    static final int INTERRUPTED = 1 << 5;

    /** The transport has not taken it yet. */
    static final int PENDING = 1 << 6;

    /** The server has it. */
    static final int SENT = 1 << 7;

    /** Answered, or given up. */
    static final int FINISHED = 1 << 8;

    /**
     * {@link FuseReq#end} is called at the end; noted before sending, because afterwards the
     * request is the transport's.
     */
    static final int ASYNC = 1 << 9;

    /** A daemon's task copies it: its end has to wait for that. */
    static final int LOCKED = 1 << 10;

    /** An abort took it off the list it was on. */
    static final int PRIVATE = 1 << 11;

    /** Among the interrupts that wait to be read (its {@code intr_entry} is linked). */
    static final int INTERRUPT_QUEUED = 1 << 12;

    private FuseReqFlag() {}
}
