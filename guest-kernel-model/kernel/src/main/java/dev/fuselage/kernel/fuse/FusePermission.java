package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseAccessIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.StatxMask;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.MayMask;
import dev.fuselage.kernel.vfs.Permission;

/**
 * Who may do what ({@code fuse_permission}): by the mode bits here, or by asking the server with
 * ACCESS.
 */
final class FusePermission {
    private static final int NEEDED =
            StatxMask.STATX_MODE | StatxMask.STATX_UID | StatxMask.STATX_GID;
    private static final int ANY_EXECUTE = 0111;

    private FusePermission() {}

    /**
     * The server of a connection for one user sees what other users do, so others are kept out
     * ({@code fuse_allow_current_process}).
     */
    static boolean allowsCurrent(FuseConn fc) {
        if (fc.allowOther) {
            return true;
        }
        Credentials cred = fc.scheduler().current().credentials();
        int uid = fc.userId;
        int gid = fc.groupId;
        return cred.euid() == uid
                && cred.suid() == uid
                && cred.uid() == uid
                && cred.egid() == gid
                && cred.sgid() == gid
                && cred.gid() == gid;
    }

    static int permission(FuseInode fi, int mask) {
        FuseConn fc = fi.conn();
        if (fi.isBad()) {
            return -Errno.EIO;
        }
        if (!allowsCurrent(fc)) {
            return -Errno.EACCES;
        }
        boolean execute = (mask & MayMask.MAY_EXEC) != 0 && fi.isRegular();
        boolean refreshed = false;
        if ((fc.defaultPermissions || execute) && (fi.isInvalid(NEEDED) || fi.isAttrExpired())) {
            refreshed = true;
            int error = refresh(fi, mask);
            if (error != 0) {
                return error;
            }
        }
        if (fc.defaultPermissions) {
            return byMode(fi, mask, refreshed);
        }
        if ((mask & (MayMask.MAY_ACCESS | MayMask.MAY_CHDIR)) != 0) {
            return access(fi, mask);
        }
        return execute ? byExecuteBits(fi, mask, refreshed) : 0;
    }

    /**
     * A denial may rest on old attributes: it is looked into once more. An approval that does is
     * not noticed.
     */
    private static int byMode(FuseInode fi, int mask, boolean refreshed) {
        int error = Permission.generic(fi, mask);
        if (error == -Errno.EACCES && !refreshed) {
            error = refresh(fi, mask);
            if (error == 0) {
                error = Permission.generic(fi, mask);
            }
        }
        return error;
    }

    private static int byExecuteBits(FuseInode fi, int mask, boolean refreshed) {
        if ((fi.mode & ANY_EXECUTE) != 0) {
            return 0;
        }
        if (refreshed) {
            return -Errno.EACCES;
        }
        int error = refresh(fi, mask);
        return error == 0 && (fi.mode & ANY_EXECUTE) == 0 ? -Errno.EACCES : error;
    }

    /** {@code fuse_perm_getattr}. */
    @KernelFunction("fuse_perm_getattr")
    private static int refresh(FuseInode fi, int mask) {
        if ((mask & MayMask.MAY_NOT_BLOCK) != 0) {
            return -Errno.ECHILD;
        }
        return FuseGetattr.ask(fi, null, null);
    }

    /** {@code fuse_access}. */
    @KernelFunction("fuse_access")
    private static int access(FuseInode fi, int mask) {
        FuseConn fc = fi.conn();
        if (fc.missing.access) {
            return 0;
        }
        FuseReq req = fc.request(fi.mount(), Opcode.ACCESS, fi.nodeid);
        FuseAccessIn.MASK.set(
                req.in(FuseAccessIn.SIZE),
                mask & (MayMask.MAY_READ | MayMask.MAY_WRITE | MayMask.MAY_EXEC));
        int error = fc.send(req);
        req.release();
        if (error == -Errno.ENOSYS) {
            fc.missing.access = true;
            return 0;
        }
        return error;
    }
}
