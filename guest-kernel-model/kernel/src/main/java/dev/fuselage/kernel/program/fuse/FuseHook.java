package dev.fuselage.kernel.program.fuse;

/** Stands between a daemon and its handler for one opcode. */
@FunctionalInterface
public interface FuseHook {
    /**
     * Answers one request.
     *
     * @param usual what would have answered it
     * @return as {@link FuseHandler#handle}
     */
    int handle(FuseMessage in, FuseReply out, FuseHandler usual);
}
