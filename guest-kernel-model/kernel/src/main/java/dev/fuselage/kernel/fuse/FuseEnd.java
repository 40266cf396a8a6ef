package dev.fuselage.kernel.fuse;

/**
 * What happens when a background request ends ({@code fuse_args.end}). Runs where the completion
 * runs, usually in a kworker. Instances are shared.
 */
interface FuseEnd {
    /**
     * Takes the outcome.
     *
     * @param error 0 or a negative errno
     */
    void end(FuseMount fm, FuseReq req, int error);
}
