package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseFopen;
import dev.fuselage.fuse.FuseOpenOut;
import dev.fuselage.fuse.FuseReleaseIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.ReleaseFlags;
import dev.fuselage.fuse.Wire;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.PollHead;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Shared;
import org.jspecify.annotations.Nullable;

/**
 * The server's handle of an open file ({@code struct fuse_file}). It is counted: the open file is
 * one user, READs in the background are others; after the last RELEASE is sent.
 */
final class FuseFile extends Shared {
    private static final FuseEnd END = FuseFile::released;

    private final FuseMount fm;
    final long nodeid;

    /**
     * The server knows of the handle and is told of its end. False for directories of a server
     * without OPENDIR.
     */
    private final boolean released;

    long fh;

    /** FOPEN_* bits. */
    int openFlags;

    private int count = 1;

    /** Dirty pages may be written through it (on {@code fi->write_files}). */
    boolean writes;

    /** flock was used: RELEASE unlocks. */
    boolean flock;

    /** How it takes part in {@link FuseIoMode}. */
    FuseIoMode.Use use = FuseIoMode.Use.NONE;

    /** Names the open file in POLL, and where its pollers wait. */
    final long kh;

    private final PollHead pollers;

    // What RELEASE will say.
    private @Nullable FuseInode releaseInode;
    private Opcode releaseOpcode = Opcode.RELEASE;
    private int releaseFlags;
    private long releaseOwner;

    // Where a listing of the directory stands in its cache.
    long readdirPos;
    long readdirCacheOffset;
    long readdirVersion;

    FuseFile(FuseMount fm, long nodeid, boolean released) {
        this.fm = fm;
        this.nodeid = nodeid;
        this.released = released;
        FuseConn fc = fm.conn();
        this.kh = fc.polledFiles().takeNumber();
        this.pollers = new PollHead(fc.iqueue().ops().answerer(fc.iqueue()));
    }

    PollHead pollers() {
        return pollers;
    }

    static FuseFile of(OpenFile file) {
        if (file.privateData instanceof FuseFile ff) {
            return ff;
        }
        throw new IllegalStateException(file + " is not open on FUSE");
    }

    FuseMount mount() {
        return fm;
    }

    FuseConn conn() {
        return fm.conn();
    }

    /** Takes the handle from a reply to OPEN, OPENDIR or CREATE. */
    void opened(Wire out) {
        fh = FuseOpenOut.FH.get(out);
        openFlags = FuseOpenOut.OPEN_FLAGS.get(out);
    }

    boolean isDirect() {
        return (openFlags & FuseFopen.FOPEN_DIRECT_IO) != 0;
    }

    boolean keepsCache() {
        return (openFlags & FuseFopen.FOPEN_KEEP_CACHE) != 0;
    }

    boolean cachesDir() {
        return (openFlags & FuseFopen.FOPEN_CACHE_DIR) != 0;
    }

    /**
     * Whether the server implements opening: without it there are no I/O modes ({@code ff->args}).
     */
    boolean isReleased() {
        return released;
    }

    @Override
    public String describe() {
        return "handle %d of node %d".formatted(fh, nodeid);
    }

    FuseFile get() {
        count++;
        return this;
    }

    /**
     * The open file is closed ({@code fuse_file_release}); {@code owner} names it to the server as
     * owner of flock locks.
     */
    @KernelFunction("fuse_file_release")
    void release(FuseInode fi, int flags, long owner, boolean directory) {
        if (writes) {
            fi.writeback().unlink(this);
        }
        releaseOpcode = directory ? Opcode.RELEASEDIR : Opcode.RELEASE;
        releaseFlags = flags;
        // The inode outlives RELEASE.
        releaseInode = released ? FuseInode.of(fi.get()) : null;
        releaseOwner = flock ? owner : 0;
        put(conn().autoSubmounts);
    }

    /** Opening failed after the server had opened ({@code fuse_sync_release}). */
    @KernelFunction("fuse_sync_release")
    void syncRelease(@Nullable FuseInode fi, int flags) {
        if (count > 1) {
            throw new IllegalStateException(
                    "handle " + fh + " of node " + nodeid + " in use while its open fails");
        }
        releaseOpcode = Opcode.RELEASE;
        releaseFlags = flags;
        put(true);
    }

    /** One user fewer ({@code fuse_file_put}); {@code sync}: waits for RELEASE. */
    @KernelFunction("fuse_file_put")
    void put(boolean sync) {
        fm.conn().scheduler().touch(this, Operation.CHANGE);
        if (--count > 0) {
            return;
        }
        FuseInode fi = releaseInode;
        conn().polledFiles().remove(this);
        if (released && fi != null) {
            fi.ioMode().release(this);
        }
        if (released && !(releaseOpcode == Opcode.RELEASE && conn().missing.open)) {
            sendRelease(sync);
        } else if (fi != null) {
            fi.put();
        }
    }

    private void sendRelease(boolean sync) {
        FuseConn fc = conn();
        FuseReq req = fc.request(fm, releaseOpcode, nodeid);
        Wire in = req.in(FuseReleaseIn.SIZE);
        FuseReleaseIn.FH.set(in, fh);
        FuseReleaseIn.FLAGS.set(in, releaseFlags);
        if (flock) {
            FuseReleaseIn.RELEASE_FLAGS.set(in, ReleaseFlags.RELEASE_FLOCK_UNLOCK);
            FuseReleaseIn.LOCK_OWNER.set(in, releaseOwner);
        }
        req.force = true;
        req.nocreds = true;
        req.io.inode = releaseInode;
        if (sync) {
            int _ = fc.send(req);
            released(fm, req, 0);
            req.release();
        } else {
            req.end = END;
            int error = fc.sendBackground(req);
            if (error != 0) {
                released(fm, req, error);
                req.release();
            }
        }
    }

    /** {@code fuse_release_end}. */
    @KernelFunction("fuse_release_end")
    private static void released(FuseMount fm, FuseReq req, int error) {
        FuseInode fi = req.io.inode;
        req.io.inode = null;
        if (fi != null) {
            fi.put();
        }
    }
}
