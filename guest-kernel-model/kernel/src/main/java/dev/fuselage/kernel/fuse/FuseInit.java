package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseInitIn;
import dev.fuselage.fuse.FuseInitOut;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.SbFlags;
import dev.fuselage.kernel.vfs.SuperBlock;
import dev.fuselage.kernel.vfs.Timespec;

/**
 * INIT: what a 6.12 client offers, and what it makes of the answer ({@code fuse_send_init}, {@code
 * process_init_reply}).
 */
final class FuseInit implements FuseEnd {
    /** Minor version of the protocol that Linux 6.12 speaks. */
    static final int MINOR = 41;

    private static final FuseInit INSTANCE = new FuseInit();

    /**
     * What is offered without conditions. PASSTHROUGH is, because the kernels distributions build
     * have it.
     */
    private static final long OFFERED =
            InitFlags.ASYNC_READ
                    | InitFlags.POSIX_LOCKS
                    | InitFlags.ATOMIC_O_TRUNC
                    | InitFlags.EXPORT_SUPPORT
                    | InitFlags.BIG_WRITES
                    | InitFlags.DONT_MASK
                    | InitFlags.SPLICE_WRITE
                    | InitFlags.SPLICE_MOVE
                    | InitFlags.SPLICE_READ
                    | InitFlags.FLOCK_LOCKS
                    | InitFlags.HAS_IOCTL_DIR
                    | InitFlags.AUTO_INVAL_DATA
                    | InitFlags.DO_READDIRPLUS
                    | InitFlags.READDIRPLUS_AUTO
                    | InitFlags.ASYNC_DIO
                    | InitFlags.WRITEBACK_CACHE
                    | InitFlags.NO_OPEN_SUPPORT
                    | InitFlags.PARALLEL_DIROPS
                    | InitFlags.HANDLE_KILLPRIV
                    | InitFlags.POSIX_ACL
                    | InitFlags.ABORT_ERROR
                    | InitFlags.MAX_PAGES
                    | InitFlags.CACHE_SYMLINKS
                    | InitFlags.NO_OPENDIR_SUPPORT
                    | InitFlags.EXPLICIT_INVAL_DATA
                    | InitFlags.HANDLE_KILLPRIV_V2
                    | InitFlags.SETXATTR_EXT
                    | InitFlags.INIT_EXT
                    | InitFlags.SECURITY_CTX
                    | InitFlags.CREATE_SUPP_GROUP
                    | InitFlags.HAS_EXPIRE_ONLY
                    | InitFlags.DIRECT_IO_ALLOW_MMAP
                    | InitFlags.PASSTHROUGH
                    | InitFlags.NO_EXPORT_SUPPORT
                    | InitFlags.HAS_RESEND
                    | InitFlags.ALLOW_IDMAP;

    private FuseInit() {}

    /** The flags a connection offers. */
    static long offered(FuseConn fc) {
        return OFFERED
                | (fc.autoSubmounts ? InitFlags.SUBMOUNTS : 0)
                | (fc.daxMode.isPerInode() ? InitFlags.HAS_INODE_DAX : 0);
    }

    /** Sends INIT and does not wait: the reply is taken in by whoever completes it. */
    @KernelFunction("fuse_send_init")
    static void send(FuseMount fm) {
        FuseConn fc = fm.conn();
        FuseReq req = fc.request(fm, Opcode.INIT, 0);
        Wire in = req.in(FuseInitIn.SIZE);
        long flags = offered(fc);
        FuseInitIn.MAJOR.set(in, FuseProtocol.KERNEL_VERSION);
        FuseInitIn.MINOR.set(in, MINOR);
        FuseInitIn.MAX_READAHEAD.set(in, fm.sb().bdi().raPages * Page.SIZE);
        FuseInitIn.FLAGS.set(in, InitFlags.flags(flags));
        FuseInitIn.FLAGS2.set(in, InitFlags.flags2(flags));
        req.out(FuseInitOut.SIZE);
        req.outArgvar = true;
        req.force = true;
        req.nocreds = true;
        req.end = INSTANCE;
        if (fc.sendBackground(req) != 0) {
            INSTANCE.end(fm, req, -Errno.ENOTCONN);
            req.release();
        }
    }

    @Override
    @KernelFunction("process_init_reply")
    public void end(FuseMount fm, FuseReq req, int error) {
        FuseConn fc = fm.conn();
        Wire out = req.reply();
        boolean good =
                error == 0
                        && FuseInitOut.MAJOR.get(out) == FuseProtocol.KERNEL_VERSION
                        && agree(fm, out);
        fc.connInit = good;
        fc.connError = !good;
        fc.admission().setInitialized();
    }

    private static boolean agree(FuseMount fm, Wire out) {
        FuseConn fc = fm.conn();
        SuperBlock sb = fm.sb();
        int minor = FuseInitOut.MINOR.get(out);
        if (minor >= 13) {
            fc.background()
                    .setLimits(
                            FuseInitOut.MAX_BACKGROUND.get(out),
                            FuseInitOut.CONGESTION_THRESHOLD.get(out));
        }
        boolean good = true;
        long readahead;
        if (minor >= 6) {
            readahead = FuseInitOut.MAX_READAHEAD.getUnsigned(out) / Page.SIZE;
            good = takeFlags(fm, out, minor);
        } else {
            readahead = fc.maxRead / Page.SIZE;
            fc.features.noLock = true;
            fc.features.noFlock = true;
        }
        sb.bdi().raPages = (int) Math.min(sb.bdi().raPages, readahead);
        fc.minor = minor;
        long maxWrite = minor < 5 ? Page.SIZE : FuseInitOut.MAX_WRITE.getUnsigned(out);
        fc.maxWrite = Math.clamp(maxWrite, Page.SIZE, Integer.MAX_VALUE);
        return good;
    }

    private static boolean takeFlags(FuseMount fm, Wire out, int minor) {
        FuseConn fc = fm.conn();
        SuperBlock sb = fm.sb();
        long flags = InitFlags.of(FuseInitOut.FLAGS.get(out), FuseInitOut.FLAGS2.get(out));
        takeFeatures(fc.features, flags, minor);
        if (has(flags, InitFlags.POSIX_ACL)) {
            fc.defaultPermissions = true;
        }
        int granularity = FuseInitOut.TIME_GRAN.get(out);
        if (granularity > 0 && granularity <= Timespec.NSEC_PER_SEC) {
            sb.timeGran = granularity;
        }
        if (has(flags, InitFlags.MAX_PAGES)) {
            fc.maxPages = Math.min(fc.maxPagesLimit, Math.max(FuseInitOut.MAX_PAGES.get(out), 1));
        }
        if (has(flags, InitFlags.HANDLE_KILLPRIV_V2)) {
            sb.flags |= SbFlags.SB_NOSEC;
        }
        if (has(flags, InitFlags.ALLOW_IDMAP)) {
            if (!fc.defaultPermissions) {
                return false;
            }
            fm.allowIdmap();
        }
        return true;
    }

    private static void takeFeatures(FuseFeatures f, long flags, int minor) {
        f.asyncRead = has(flags, InitFlags.ASYNC_READ);
        f.noLock = !has(flags, InitFlags.POSIX_LOCKS);
        f.noFlock = !has(flags, minor >= 17 ? InitFlags.FLOCK_LOCKS : InitFlags.POSIX_LOCKS);
        f.atomicOTrunc = has(flags, InitFlags.ATOMIC_O_TRUNC);
        f.exportSupport = minor >= 9 && has(flags, InitFlags.EXPORT_SUPPORT);
        f.bigWrites = has(flags, InitFlags.BIG_WRITES);
        f.dontMask = f.dontMask || has(flags, InitFlags.DONT_MASK);
        f.autoInvalData = has(flags, InitFlags.AUTO_INVAL_DATA);
        f.explicitInvalData = !f.autoInvalData && has(flags, InitFlags.EXPLICIT_INVAL_DATA);
        f.doReaddirplus = has(flags, InitFlags.DO_READDIRPLUS);
        f.readdirplusAuto = f.doReaddirplus && has(flags, InitFlags.READDIRPLUS_AUTO);
        f.asyncDio = has(flags, InitFlags.ASYNC_DIO);
        f.parallelDirops = has(flags, InitFlags.PARALLEL_DIROPS);
        f.handleKillpriv = has(flags, InitFlags.HANDLE_KILLPRIV);
        f.handleKillprivV2 = has(flags, InitFlags.HANDLE_KILLPRIV_V2);
        f.posixAcl = has(flags, InitFlags.POSIX_ACL);
        f.cacheSymlinks = has(flags, InitFlags.CACHE_SYMLINKS);
        f.abortErr = has(flags, InitFlags.ABORT_ERROR);
        f.setxattrExt = has(flags, InitFlags.SETXATTR_EXT);
        f.initSecurity = has(flags, InitFlags.SECURITY_CTX);
        f.createSuppGroup = has(flags, InitFlags.CREATE_SUPP_GROUP);
        f.directIoAllowMmap = has(flags, InitFlags.DIRECT_IO_ALLOW_MMAP);
        f.inodeDax = has(flags, InitFlags.HAS_INODE_DAX);
    }

    private static boolean has(long flags, long flag) {
        return (flags & flag) != 0;
    }
}
