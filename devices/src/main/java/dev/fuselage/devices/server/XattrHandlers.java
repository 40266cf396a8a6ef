package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.FuseCompat;
import dev.fuselage.fuse.FuseGetxattrIn;
import dev.fuselage.fuse.FuseGetxattrOut;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.FuseSetxattrIn;
import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.SetxattrFlags;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.machine.cost.Cost;
import java.lang.foreign.MemorySegment;

/**
 * SETXATTR, GETXATTR, LISTXATTR, REMOVEXATTR. Without the option all are ENOSYS, which makes the
 * guest stop asking. ACLs are hidden unless they were agreed on: the guest would neither heed nor
 * keep them. So are trusted attributes, for which virtiofsd lacks the capability (CAP_SYS_ADMIN).
 */
final class XattrHandlers {

    private static final FileName ACL_ACCESS = FileName.of("system.posix_acl_access");
    private static final FileName ACL_DEFAULT = FileName.of("system.posix_acl_default");

    private static final FileName TRUSTED = FileName.of("trusted.");

    private final ServerState s;

    XattrHandlers(ServerState state) {
        s = state;
    }

    private boolean isHiddenAcl(FileName name) {
        return !s.session.has(InitFlags.POSIX_ACL)
                && (name.equals(ACL_ACCESS) || name.equals(ACL_DEFAULT));
    }

    private boolean isHidden(FileName name) {
        return isHiddenAcl(name) || name.startsWith(TRUSTED);
    }

    /** What changing an attribute is refused with; 0 if it is not. */
    private int refusal(FileName name) {
        if (isHiddenAcl(name)) {
            return -Errno.EOPNOTSUPP;
        }
        return name.startsWith(TRUSTED) ? -Errno.EPERM : 0;
    }

    /** {@code FUSE_SETXATTR}. */
    int setxattr(Request r) {
        if (!s.config.xattr()) {
            return -Errno.ENOSYS;
        }
        boolean extended = s.session.has(InitFlags.SETXATTR_EXT);
        int struct = FuseCompat.setxattrInSize(extended ? InitFlags.SETXATTR_EXT : 0);
        if (!r.hasArgs(struct)) {
            return -Errno.EINVAL;
        }
        int error = r.readAttributeName(struct);
        if (error != 0) {
            return error;
        }
        Wire in = r.args();
        long size = FuseSetxattrIn.SIZE_FIELD.getUnsigned(in);
        if (size != r.argsLength() - r.stringEnd()) {
            return -Errno.EINVAL;
        }
        Node node = s.node(r.nodeId());
        if (node == null) {
            return -Errno.EBADF;
        }
        error = refusal(r.name());
        if (error != 0) {
            return error;
        }
        int asked = extended ? FuseSetxattrIn.SETXATTR_FLAGS.get(in) : 0;
        boolean killSgid =
                (asked & SetxattrFlags.SETXATTR_ACL_KILL_SGID) != 0 && r.name().equals(ACL_ACCESS);
        r.charge(s.costs.of(Cost.HOST_XATTR));
        return s.fs.setxattr(
                node,
                r.name(),
                r.source(),
                Request.sourceOffset(r.stringEnd()),
                (int) size,
                FuseSetxattrIn.FLAGS.get(in),
                killSgid ? FileSystem.SETXATTR_ACL_KILL_SGID : 0);
    }

    /** {@code FUSE_GETXATTR}: the value, or with size 0 its length. */
    int getxattr(Request r) {
        if (!s.config.xattr()) {
            return -Errno.ENOSYS;
        }
        int error = begin(r);
        if (error == 0) {
            error = r.readAttributeName(FuseGetxattrIn.SIZE);
        }
        if (error == 0 && !r.endsHere()) {
            error = -Errno.EINVAL;
        }
        if (error != 0) {
            return error;
        }
        Node node = s.node(r.nodeId());
        if (node == null) {
            return -Errno.EBADF;
        }
        if (isHidden(r.name())) {
            return isHiddenAcl(r.name()) ? -Errno.EOPNOTSUPP : -Errno.ENODATA;
        }
        int size = FuseGetxattrIn.SIZE_FIELD.get(r.args());
        r.charge(s.costs.of(Cost.HOST_XATTR));
        int n = s.fs.getxattr(node, r.name(), r.destination(), FuseOutHeader.SIZE, size);
        return n < 0 ? n : finish(r, size, n);
    }

    /** {@code FUSE_LISTXATTR}: the names, or with size 0 their length. */
    int listxattr(Request r) {
        if (!s.config.xattr()) {
            return -Errno.ENOSYS;
        }
        int error = begin(r);
        if (error != 0) {
            return error;
        }
        Node node = s.node(r.nodeId());
        if (node == null) {
            return -Errno.EBADF;
        }
        int size = FuseGetxattrIn.SIZE_FIELD.get(r.args());
        r.charge(s.costs.of(Cost.HOST_XATTR));
        int n = s.fs.listxattr(node, r.destination(), FuseOutHeader.SIZE, size);
        if (n > 0 && size > 0) {
            n = withoutHidden(r, n);
        }
        return n < 0 ? n : finish(r, size, n);
    }

    /** {@code FUSE_REMOVEXATTR}. */
    int removexattr(Request r) {
        if (!s.config.xattr()) {
            return -Errno.ENOSYS;
        }
        int error = r.readAttributeName(0);
        if (error == 0 && !r.endsHere()) {
            error = -Errno.EINVAL;
        }
        if (error != 0) {
            return error;
        }
        Node node = s.node(r.nodeId());
        if (node == null) {
            return -Errno.EBADF;
        }
        error = refusal(r.name());
        if (error != 0) {
            return error;
        }
        r.charge(s.costs.of(Cost.HOST_XATTR));
        return s.fs.removexattr(node, r.name());
    }

    private static int begin(Request r) {
        if (!r.hasArgs(FuseGetxattrIn.SIZE)) {
            return -Errno.EINVAL;
        }
        long size = FuseGetxattrIn.SIZE_FIELD.getUnsigned(r.args());
        long room = size == 0 ? FuseGetxattrOut.SIZE : size;
        return size <= Negotiation.MAX_WRITE && r.hasRoom(room) ? 0 : -Errno.ENOMEM;
    }

    private static int finish(Request r, int size, int n) {
        if (size != 0) {
            return r.direct(n);
        }
        FuseGetxattrOut.SIZE_FIELD.set(r.reply(), n);
        FuseGetxattrOut.PADDING.set(r.reply(), 0);
        return FuseGetxattrOut.SIZE;
    }

    /** Takes hidden names out of a list that is in the reply already. Returns its new length. */
    private int withoutHidden(Request r, int length) {
        byte[] all = new byte[length];
        r.destination().copyOut(FuseOutHeader.SIZE, MemorySegment.ofArray(all), 0, length);
        FileName name = FileName.reusable(FileName.NAME_MAX);
        int kept = 0;
        int from = 0;
        while (from < length) {
            int end = from;
            while (end < length && all[end] != 0) {
                end++;
            }
            int next = Math.min(end + 1, length);
            boolean hidden =
                    end - from <= FileName.NAME_MAX && isHidden(name.set(all, from, end - from));
            if (!hidden) {
                System.arraycopy(all, from, all, kept, next - from);
                kept += next - from;
            }
            from = next;
        }
        r.putDirect(0, MemorySegment.ofArray(all), 0, kept);
        return kept;
    }
}
