package dev.fuselage.kernel.program.fuse;

/** Answers requests: a file system as a daemon has it. */
@FunctionalInterface
public interface FuseHandler {
    /** There is no answer: none is expected, or it was given, or it comes later. */
    int NO_REPLY = 1;

    /**
     * Answers one request.
     *
     * @param out where a body goes, if there is one
     * @return 0, a negative errno to answer with, or {@link #NO_REPLY}
     */
    int handle(FuseMessage in, FuseReply out);
}
