package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Task;

/** The calls that change whom a process acts for. */
final class IdentityCalls {
    private final Task task;

    IdentityCalls(CallContext context) {
        this.task = context.task;
    }

    long setresuid(int real, int effective, int saved) {
        Credentials old = task.credentials();
        if (!old.capable(Capability.SETUID)) {
            if (!isUserOf(old, real) || !isUserOf(old, effective) || !isUserOf(old, saved)) {
                return -Errno.EPERM;
            }
        }
        task.setCredentials(
                old.withUsers(
                        real == -1 ? old.uid() : real,
                        effective == -1 ? old.euid() : effective,
                        saved == -1 ? old.suid() : saved));
        return 0;
    }

    private static boolean isUserOf(Credentials old, int id) {
        return id == -1 || id == old.uid() || id == old.euid() || id == old.suid();
    }

    long setresgid(int real, int effective, int saved) {
        Credentials old = task.credentials();
        if (!old.capable(Capability.SETGID)) {
            if (!isGroupOf(old, real) || !isGroupOf(old, effective) || !isGroupOf(old, saved)) {
                return -Errno.EPERM;
            }
        }
        task.setCredentials(
                old.withGroupIds(
                        real == -1 ? old.gid() : real,
                        effective == -1 ? old.egid() : effective,
                        saved == -1 ? old.sgid() : saved));
        return 0;
    }

    private static boolean isGroupOf(Credentials old, int id) {
        return id == -1 || id == old.gid() || id == old.egid() || id == old.sgid();
    }

    long setgroups(int... groups) {
        if (!task.credentials().capable(Capability.SETGID)) {
            return -Errno.EPERM;
        }
        task.setCredentials(task.credentials().withGroups(groups));
        return 0;
    }
}
