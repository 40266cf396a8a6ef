package dev.fuselage.kernel.program.fuse;

/** Stands between a daemon and its handler for one opcode. */
@FunctionalInterface
public interface FuseHook {
    /**
     * Answers one request.
     *
     * @param daemon whose {@link FuseDaemon#usual} answer this one may give too, and whose task may
     *     make system calls
     * @return as {@link FuseHandler#handle}
     */
    int handle(FuseDaemon daemon, FuseMessage in, FuseReply out);
}
