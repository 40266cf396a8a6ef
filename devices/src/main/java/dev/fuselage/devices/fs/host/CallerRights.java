package dev.fuselage.devices.fs.host;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.fuse.linux.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Makes files as the guest's caller: puts its ids and its umask in force around one creating call.
 *
 * <p>The ids are those of file access alone (setfsuid(2), setfsgid(2), setgroups(2)), by raw calls,
 * which concern the calling thread only. They fit better than setresuid: the process stays root for
 * signals and tracing, and the kernel itself takes the capabilities over files out of force while
 * the id is not 0 and puts them back afterwards ({@code cap_task_fix_setuid}). So the host applies
 * its own rules for that user: set-group-id directories, default ACLs, quotas.
 *
 * <p><b>Without CAP_SETUID and CAP_SETGID</b> (an ordinary user shares a directory) there are no
 * other ids to act with: new files belong to the user who runs this process, whoever in the guest
 * made them; a later chown to somebody else is refused by the host with EPERM.
 *
 * <p>The umask belongs to the whole process; it is put back before the operation returns.
 */
final class CallerRights {

    private static final int FIRST_GROUPS = 64;

    private final LinuxSystemCalls calls;
    private final Arena arena;
    private final boolean canAssumeIds;
    private final int hostUid;
    private final int hostGid;
    private final int hostGroupCount;
    private final MemorySegment hostGroups;
    private MemorySegment groups;
    private boolean assumed;
    private int hostUmask;

    CallerRights(LinuxSystemCalls calls, Capabilities capabilities, Arena arena) {
        this.calls = calls;
        this.arena = arena;
        hostUid = (int) calls.call(SystemCall.GETEUID);
        hostGid = (int) calls.call(SystemCall.GETEGID);
        hostGroupCount = Math.max(0, (int) calls.call(SystemCall.GETGROUPS));
        hostGroups = arena.allocate(4L * Math.max(1, hostGroupCount), 4);
        calls.call(SystemCall.GETGROUPS, hostGroupCount, hostGroups.address());
        groups = arena.allocate(4L * FIRST_GROUPS, 4);
        canAssumeIds =
                capabilities.effective(Capabilities.CAP_SETUID)
                        && capabilities.effective(Capabilities.CAP_SETGID)
                        && restoreGroups() == 0; // some user namespaces forbid setgroups(2)
    }

    /** Whether files can be made for other users than the one running this process. */
    boolean canAssumeIds() {
        return canAssumeIds;
    }

    /**
     * Puts the caller's ids and umask in force; {@link #leave} must follow if, and only if, this
     * succeeded.
     *
     * @return 0, or -EINVAL for ids this host does not have (a user namespace maps no host id to
     *     them)
     */
    int enter(Caller caller) {
        assumed = canAssumeIds && caller.identified() && !isHost(caller);
        if (assumed && !assume(caller)) {
            resumeHost();
            return -Errno.EINVAL;
        }
        hostUmask = (int) calls.call(SystemCall.UMASK, caller.umask());
        return 0;
    }

    /** Puts the host's ids and umask back in force. */
    void leave() {
        calls.call(SystemCall.UMASK, hostUmask);
        if (assumed) {
            resumeHost();
        }
    }

    private boolean isHost(Caller caller) {
        return caller.uid() == hostUid && caller.gid() == hostGid && caller.groupCount() == 0;
    }

    private boolean assume(Caller caller) {
        long uid = Integer.toUnsignedLong(caller.uid());
        long gid = Integer.toUnsignedLong(caller.gid());
        if (setGroups(caller) != 0) {
            return false;
        }
        // These two return the id in force before, not success: asking again tells whether it took.
        calls.call(SystemCall.SETFSGID, gid);
        calls.call(SystemCall.SETFSUID, uid);
        return (int) calls.call(SystemCall.SETFSGID, gid) == caller.gid()
                && (int) calls.call(SystemCall.SETFSUID, uid) == caller.uid();
    }

    private void resumeHost() {
        calls.call(SystemCall.SETFSUID, Integer.toUnsignedLong(hostUid));
        calls.call(SystemCall.SETFSGID, Integer.toUnsignedLong(hostGid));
        restoreGroups();
        assumed = false;
    }

    private long setGroups(Caller caller) {
        int count = caller.groupCount();
        if (4L * count > groups.byteSize()) {
            groups = arena.allocate(4L * Integer.highestOneBit(count) * 2, 4);
        }
        for (int i = 0; i < count; i++) {
            groups.setAtIndex(JAVA_INT, i, caller.group(i));
        }
        return calls.call(SystemCall.SETGROUPS, count, groups.address());
    }

    private long restoreGroups() {
        return calls.call(SystemCall.SETGROUPS, hostGroupCount, hostGroups.address());
    }
}
