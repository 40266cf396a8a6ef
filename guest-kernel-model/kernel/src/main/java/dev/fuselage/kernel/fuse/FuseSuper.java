package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.vfs.BackingDevice;
import dev.fuselage.kernel.vfs.Dentry;
import dev.fuselage.kernel.vfs.DentryOperations;
import dev.fuselage.kernel.vfs.SbFlags;
import dev.fuselage.kernel.vfs.SuperBlock;
import dev.fuselage.kernel.vfs.XattrHandler;

/** Fills superblocks ({@code fuse_fill_super_common}, {@code fuse_fill_super_submount}). */
final class FuseSuper {
    private FuseSuper() {}

    /** Root dentries are never looked up again. */
    private static final class RootOperations extends DentryOperations {
        static final RootOperations INSTANCE = new RootOperations();
    }

    private static void defaults(SuperBlock sb) {
        sb.magic = FuseSuperOperations.MAGIC;
        sb.setOp(FuseSuperOperations.INSTANCE);
        sb.xattrHandlers = new XattrHandler[] {FuseXattr.INSTANCE};
        sb.timeGran = 1;
        sb.flags &= ~SbFlags.SB_NOSEC;
    }

    /**
     * A file system of its own: its root is a directory with node id 1 of which nothing is known
     * yet.
     */
    static void fill(SuperBlock sb, FuseMount fm, int rootMode) {
        FuseConn fc = fm.conn();
        defaults(sb);
        sb.setBlocksize(Page.SIZE);
        fm.setSb(sb);
        sb.setBdi(new BackingDevice(DeviceNumber.major(sb.dev) + ":" + DeviceNumber.minor(sb.dev)));
        sb.vfs().addFlusher(sb.bdi());
        // The umask is applied here, or by the server.
        fc.features.dontMask = (sb.flags & SbFlags.SB_POSIXACL) != 0;
        sb.flags |= SbFlags.SB_POSIXACL;
        FuseAttrs attr = new FuseAttrs();
        attr.setRoot(rootMode, FuseProtocol.ROOT_ID);
        FuseInode root = FuseInodes.get(sb, FuseProtocol.ROOT_ID, 0, attr, 0, 0);
        sb.dentryOperations = RootOperations.INSTANCE;
        Dentry top = sb.vfs().dentries().makeRoot(root);
        sb.dentryOperations = FuseDentryOperations.INSTANCE;
        sb.setRoot(top);
    }

    /**
     * A submount: the same server and connection under another device number. Its root is the
     * directory it sits on.
     */
    static void fillSubmount(SuperBlock sb, FuseMount fm, FuseInode trigger) {
        SuperBlock parent = trigger.sb;
        defaults(sb);
        fm.setSb(sb);
        sb.setBdi(parent.bdi());
        sb.xattrHandlers = parent.xattrHandlers;
        sb.timeGran = parent.timeGran;
        sb.subtype = parent.subtype;
        sb.setBlocksize(parent.blocksize);
        FuseAttrs attr = new FuseAttrs();
        trigger.fill(attr);
        FuseInode root = FuseInodes.get(sb, trigger.nodeid, 0, attr, 0, 0);
        // Nobody looked it up: it shares the trigger's look-up.
        root.nlookup--;
        sb.dentryOperations = FuseDentryOperations.INSTANCE;
        sb.setRoot(sb.vfs().dentries().makeRoot(root));
        FuseSubmountLookup shared = trigger.submountLookup;
        if (shared != null) {
            shared.get();
            root.submountLookup = shared;
        }
    }
}
