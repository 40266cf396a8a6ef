package dev.fuselage.kernel.task;

/**
 * Linux capabilities that file systems and processes ask for; numbers as in {@code capability.h}.
 */
public enum Capability {
    CHOWN(0),
    DAC_OVERRIDE(1),
    DAC_READ_SEARCH(2),
    FOWNER(3),
    FSETID(4),
    KILL(5),
    SETGID(6),
    SETUID(7),
    SETPCAP(8),
    LINUX_IMMUTABLE(9),
    IPC_LOCK(14),
    SYS_MODULE(16),
    SYS_RAWIO(17),
    SYS_PTRACE(19),
    SYS_ADMIN(21),
    SYS_NICE(23),
    SYS_RESOURCE(24),
    MKNOD(27),
    LEASE(28),
    SETFCAP(31);

    private final int number;

    Capability(int number) {
        this.number = number;
    }

    /** The CAP_ number. */
    public int number() {
        return number;
    }

    /** The capability's bit in a capability set. */
    public long bit() {
        return 1L << number;
    }
}
