package dev.fuselage.kernel.exec;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.Mount;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.Xattrs;

/**
 * Whom a program acts for (bprm_creds_from_file): its caller, unless set-id bits or capabilities of
 * its file say otherwise.
 */
final class Privileges {
    private static final String CAPABILITY = "security.capability";

    /** Sizes of struct vfs_cap_data and, with a root user, struct vfs_ns_cap_data. */
    private static final int REVISION_2_SIZE = 20;

    private static final int REVISION_3_SIZE = 24;
    private static final int REVISION_2 = 0x0200_0000;
    private static final int REVISION_3 = 0x0300_0000;
    private static final int EFFECTIVE = 1;

    private Privileges() {}

    /** Sets the credentials of the program: 0, or negative when they cannot be told. */
    @KernelFunction("bprm_creds_from_file")
    static int fromFile(Binprm bprm) {
        OpenFile file = bprm.file;
        Credentials old = bprm.vfs.credentials();
        boolean trusted = (file.path.mount().flags() & Mount.MNT_NOSUID) == 0;
        Credentials next = trusted ? fillIds(file.inode(), old) : old;
        next = next.withUsers(next.uid(), next.euid(), next.euid());
        next = next.withGroupIds(next.gid(), next.egid(), next.egid());
        long fromFile = 0;
        if (trusted) {
            byte[] value = new byte[REVISION_3_SIZE];
            long length = Xattrs.getUnchecked(file.dentry(), CAPABILITY, value, REVISION_3_SIZE);
            if (length < 0 && length != -Errno.ENODATA && length != -Errno.EOPNOTSUPP) {
                return (int) length;
            }
            fromFile = length < 0 ? 0 : effective(value, length);
            if (fromFile < 0) {
                return -Errno.EINVAL;
            }
        }
        bprm.credentials = next.withCapabilities(capabilities(next, fromFile));
        bprm.secure = isSecure(old, bprm.credentials);
        return 0;
    }

    /** bprm_fill_uid: the mode is looked at under the lock of those who change it. */
    private static Credentials fillIds(Inode inode, Credentials old) {
        if ((inode.mode & (Mode.S_ISUID | Mode.S_ISGID)) == 0) {
            return old;
        }
        inode.lock();
        int mode = inode.mode;
        int uid = inode.uid;
        int gid = inode.gid;
        inode.unlock();
        Credentials next = old;
        if ((mode & Mode.S_ISUID) != 0) {
            next = next.withUsers(next.uid(), uid, next.suid());
        }
        int both = Mode.S_ISGID | Mode.S_IXGRP;
        return (mode & both) == both ? next.withGroupIds(next.gid(), gid, next.sgid()) : next;
    }

    /**
     * handle_privileged_root: root has all. What a file gives root by its capabilities is all that
     * a set-user-ID program has of them.
     */
    private static long capabilities(Credentials next, long fromFile) {
        boolean root = next.euid() == 0 && (fromFile == 0 || next.uid() == 0);
        return root ? Credentials.ALL_CAPABILITIES : fromFile;
    }

    /**
     * The capabilities that are effective at once (get_vfs_caps_from_disk); -1 for a value that is
     * none.
     */
    private static long effective(byte[] value, long length) {
        ByteFields fields = new ByteFields(value.length);
        System.arraycopy(value, 0, fields.bytes, 0, value.length);
        int magic = fields.i32(0);
        int revision = magic & 0xff00_0000;
        boolean second = revision == REVISION_2 && length == REVISION_2_SIZE;
        boolean third = revision == REVISION_3 && length == REVISION_3_SIZE;
        if (!second && !third) {
            return -1;
        }
        if (third && fields.i32(REVISION_2_SIZE) != 0) {
            // Of another user namespace's root: nothing here.
            return 0;
        }
        long permitted = Integer.toUnsignedLong(fields.i32(4)) | (long) fields.i32(12) << 32;
        return (magic & EFFECTIVE) == 0 ? 0 : permitted & Credentials.ALL_CAPABILITIES;
    }

    /** cap_bprm_creds_from_file, secureexec. */
    private static boolean isSecure(Credentials old, Credentials next) {
        boolean other = next.euid() != next.uid() || next.egid() != next.gid();
        boolean more = next.uid() != 0 && (next.capabilities() & ~old.capabilities()) != 0;
        return other || more;
    }
}
