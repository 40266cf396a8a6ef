package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.ExtType;
import dev.fuselage.fuse.FuseExtHeader;
import dev.fuselage.fuse.FuseSecctxHeader;
import dev.fuselage.fuse.FuseSuppGroups;
import dev.fuselage.fuse.Wire;
import dev.fuselage.kernel.task.Credentials;

/**
 * What creating requests carry behind their arguments ({@code get_create_ext}): an empty security
 * context, the group the new object may inherit.
 */
final class FuseCreateExtension {
    private FuseCreateExtension() {}

    /** Appends the extension if the connection wants one and there is something to say. */
    static void add(FuseReq req, FuseInode dir) {
        FuseFeatures features = dir.conn().features;
        int context = features.initSecurity ? FuseSecctxHeader.SIZE : 0;
        int groups =
                features.createSuppGroup && needsGroup(dir)
                        ? (int) FuseSuppGroups.extensionSize(1)
                        : 0;
        if (context + groups == 0) {
            return;
        }
        Wire w = req.in(context + groups);
        if (context != 0) {
            // No security module of this kernel labels new files: the header says so.
            FuseSecctxHeader.SIZE_FIELD.set(w, context);
            FuseSecctxHeader.NR_SECCTX.set(w, 0);
        }
        if (groups != 0) {
            w.at(w, context);
            FuseExtHeader.SIZE_FIELD.set(w, groups);
            FuseExtHeader.TYPE.set(w, ExtType.EXT_GROUPS);
            w.at(w, FuseExtHeader.SIZE);
            FuseSuppGroups.NR_GROUPS.set(w, 1);
            FuseSuppGroups.group(w, 0, dir.gid);
        }
        req.markExtension();
    }

    /** The directory's group is not the caller's own but one of its supplementary groups. */
    private static boolean needsGroup(FuseInode dir) {
        Credentials cred = dir.sb.vfs().credentials();
        return dir.gid != -1 && dir.gid != cred.fsgid() && cred.inGroup(dir.gid);
    }
}
