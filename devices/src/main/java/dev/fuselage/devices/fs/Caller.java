package dev.fuselage.devices.fs;

import java.util.Arrays;

/**
 * The guest process a request speaks for: whose files a creating operation makes. A reusable
 * holder.
 *
 * <p>It grants nothing by itself: the guest's kernel has checked permissions ({@code
 * default_permissions}), the server acts with its own rights and gives new files to the caller.
 */
public final class Caller {

    /** Most supplementary groups a process can have ({@code NGROUPS_MAX}). */
    public static final int MAX_GROUPS = 65536;

    private static final int NOBODY = -1;

    private int uid;
    private int gid;
    private int pid;
    private int umask;
    private int[] groups = new int[16];
    private int groupCount;

    /** Root, without supplementary groups, with umask 0. */
    public Caller() {}

    /**
     * Becomes another process, without supplementary groups and with umask 0.
     *
     * @param uid its user id, -1 for "the server's own" (a request of a session with
     *     FUSE_ALLOW_IDMAP that creates nothing)
     * @param gid its group id, -1 likewise
     * @param pid its process id in the guest, 0 if none
     */
    public void set(int uid, int gid, int pid) {
        this.uid = uid;
        this.gid = gid;
        this.pid = pid;
        umask = 0;
        groupCount = 0;
    }

    /** User id; -1 when the server's own rights are meant. */
    public int uid() {
        return uid;
    }

    /** Group id; -1 when the server's own rights are meant. */
    public int gid() {
        return gid;
    }

    /** Process id in the guest, 0 if none. */
    public int pid() {
        return pid;
    }

    /**
     * Whether user and group are given: creating operations act for them, others for the server.
     */
    public boolean identified() {
        return uid != NOBODY && gid != NOBODY;
    }

    /**
     * The caller's file mode creation mask. The client has applied it to modes already unless it
     * negotiated FUSE_DONT_MASK; then the file system applies it where no default ACL does.
     */
    public int umask() {
        return umask;
    }

    /** Sets {@link #umask()}. */
    public void setUmask(int umask) {
        this.umask = umask & 0777;
    }

    /** Number of supplementary groups sent. */
    public int groupCount() {
        return groupCount;
    }

    /** Supplementary group {@code i}, 0 &lt;= i &lt; {@link #groupCount()}. */
    public int group(int i) {
        if (i < 0 || i >= groupCount) {
            throw new IndexOutOfBoundsException(i);
        }
        return groups[i];
    }

    /** Adds a supplementary group; at most {@link #MAX_GROUPS}. */
    public void addGroup(int group) {
        if (groupCount == MAX_GROUPS) {
            throw new IllegalStateException("more than " + MAX_GROUPS + " groups");
        }
        if (groupCount == groups.length) {
            groups = Arrays.copyOf(groups, groups.length * 2);
        }
        groups[groupCount++] = group;
    }

    /** Whether the caller is in a group, by its gid or a supplementary group. */
    public boolean inGroup(int group) {
        if (gid == group) {
            return true;
        }
        for (int i = 0; i < groupCount; i++) {
            if (groups[i] == group) {
                return true;
            }
        }
        return false;
    }
}
