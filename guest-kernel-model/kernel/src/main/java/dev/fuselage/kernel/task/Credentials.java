package dev.fuselage.kernel.task;

import java.util.Arrays;

/**
 * Who a task is ({@code struct cred}): immutable, shared between tasks, replaced as a whole.
 *
 * <p>Ids are unsigned 32-bit numbers in an int. Groups are the supplementary groups, sorted.
 */
public final class Credentials {
    /** Every capability Linux 6.12 knows (CAP_LAST_CAP is 40). */
    public static final long ALL_CAPABILITIES = (1L << 41) - 1;

    /** The file system capabilities that go and come with fsuid 0 ({@code CAP_FS_MASK}). */
    private static final long FILE_SYSTEM_CAPABILITIES =
            Capability.CHOWN.bit()
                    | Capability.MKNOD.bit()
                    | Capability.DAC_OVERRIDE.bit()
                    | Capability.DAC_READ_SEARCH.bit()
                    | Capability.FOWNER.bit()
                    | Capability.FSETID.bit()
                    | Capability.LINUX_IMMUTABLE.bit();

    /** The superuser: all ids 0, all capabilities, no supplementary group. */
    public static final Credentials ROOT =
            new Credentials(0, 0, 0, 0, 0, 0, 0, 0, new int[0], ALL_CAPABILITIES);

    private final int uid;
    private final int euid;
    private final int suid;
    private final int fsuid;
    private final int gid;
    private final int egid;
    private final int sgid;
    private final int fsgid;
    private final int[] groups;
    private final long capabilities;

    private Credentials(
            int uid,
            int euid,
            int suid,
            int fsuid,
            int gid,
            int egid,
            int sgid,
            int fsgid,
            int[] groups,
            long capabilities) {
        this.uid = uid;
        this.euid = euid;
        this.suid = suid;
        this.fsuid = fsuid;
        this.gid = gid;
        this.egid = egid;
        this.sgid = sgid;
        this.fsgid = fsgid;
        this.groups = groups;
        this.capabilities = capabilities;
    }

    /**
     * All user ids {@code uid}, all group ids {@code gid}; every capability for user 0, none for
     * others.
     */
    public static Credentials of(int uid, int gid, int... groups) {
        int[] sorted = groups.clone();
        Arrays.sort(sorted);
        return new Credentials(
                uid, uid, uid, uid, gid, gid, gid, gid, sorted, uid == 0 ? ALL_CAPABILITIES : 0);
    }

    /** The same ids with exactly the effective capabilities of the bit set. */
    public Credentials withCapabilities(long set) {
        return new Credentials(uid, euid, suid, fsuid, gid, egid, sgid, fsgid, groups, set);
    }

    /**
     * As after {@code setfsuid}: leaving or entering 0 drops or raises the file system
     * capabilities.
     */
    public Credentials withFsuid(int id) {
        long set = capabilities;
        if (fsuid == 0 && id != 0) {
            set &= ~FILE_SYSTEM_CAPABILITIES;
        } else if (fsuid != 0 && id == 0 && euid == 0) {
            set |= FILE_SYSTEM_CAPABILITIES;
        }
        return new Credentials(uid, euid, suid, id, gid, egid, sgid, fsgid, groups, set);
    }

    /** As after {@code setfsgid}. */
    public Credentials withFsgid(int id) {
        return new Credentials(uid, euid, suid, fsuid, gid, egid, sgid, id, groups, capabilities);
    }

    /**
     * As after {@code seteuid}: the file system id follows, an effective id other than 0 has no
     * capabilities.
     */
    public Credentials withEffectiveUser(int id) {
        long set = id == 0 ? ALL_CAPABILITIES : euid == 0 ? 0 : capabilities;
        return new Credentials(uid, id, suid, id, gid, egid, sgid, fsgid, groups, set);
    }

    /**
     * As after {@code setresuid}: the file system id follows the effective one; a task that gives
     * up its last 0, or 0 as its effective id, has no capabilities, and one that goes back to 0 has
     * all.
     */
    public Credentials withUsers(int real, int effective, int saved) {
        boolean wasRoot = uid == 0 || euid == 0 || suid == 0;
        boolean isRoot = real == 0 || effective == 0 || saved == 0;
        long set = capabilities;
        if ((wasRoot && !isRoot) || (euid == 0 && effective != 0)) {
            set = 0;
        } else if (euid != 0 && effective == 0) {
            set = ALL_CAPABILITIES;
        }
        return new Credentials(
                real, effective, saved, effective, gid, egid, sgid, fsgid, groups, set);
    }

    /** As after {@code setresgid}: the file system id follows the effective one. */
    public Credentials withGroupIds(int real, int effective, int saved) {
        return new Credentials(
                uid, euid, suid, fsuid, real, effective, saved, effective, groups, capabilities);
    }

    /** As after {@code setegid}: the file system id follows. */
    public Credentials withEffectiveGroup(int id) {
        return new Credentials(uid, euid, suid, fsuid, gid, id, sgid, id, groups, capabilities);
    }

    /** As after {@code setgroups}. */
    public Credentials withGroups(int... ids) {
        int[] sorted = ids.clone();
        Arrays.sort(sorted);
        return new Credentials(
                uid, euid, suid, fsuid, gid, egid, sgid, fsgid, sorted, capabilities);
    }

    public int uid() {
        return uid;
    }

    public int euid() {
        return euid;
    }

    public int suid() {
        return suid;
    }

    /** The user id that file systems check and write. */
    public int fsuid() {
        return fsuid;
    }

    public int gid() {
        return gid;
    }

    public int egid() {
        return egid;
    }

    public int sgid() {
        return sgid;
    }

    /** The group id that file systems check and write. */
    public int fsgid() {
        return fsgid;
    }

    /** Number of supplementary groups. */
    public int groupCount() {
        return groups.length;
    }

    /** The supplementary group at that place of the sorted list. */
    public int group(int index) {
        return groups[index];
    }

    /** {@code in_group_p}: the file system group id or one of the supplementary groups. */
    public boolean inGroup(int id) {
        return id == fsgid || Arrays.binarySearch(groups, id) >= 0;
    }

    /** The effective capability set as a bit set. */
    public long capabilities() {
        return capabilities;
    }

    /** {@code capable()}: true when the effective set has it. */
    public boolean capable(Capability capability) {
        return (capabilities & capability.bit()) != 0;
    }
}
