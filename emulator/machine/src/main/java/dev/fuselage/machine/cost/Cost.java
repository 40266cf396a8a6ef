package dev.fuselage.machine.cost;

/**
 * Everything that has a price. What each one covers is said here; what it costs, and why, in a
 * profile.
 */
public enum Cost {
    /** Guest: entry into and return from a system call. */
    SYSCALL("guest.syscall", Unit.CYCLES),
    /** Guest: switching a CPU from one task to another. */
    CONTEXT_SWITCH("guest.context-switch", Unit.CYCLES),
    /** Guest: making a sleeping task runnable ({@code try_to_wake_up}). */
    WAKEUP("guest.wakeup", Unit.CYCLES),
    /** Guest: entry, dispatch, end-of-interrupt and return of an interrupt, without its handler. */
    INTERRUPT("guest.interrupt", Unit.CYCLES),
    /** Guest: taking and releasing a lock nobody contends for. */
    LOCK("guest.lock", Unit.CYCLES),
    /** Guest: a fault on a page that is in memory. */
    PAGE_FAULT("guest.page-fault", Unit.CYCLES),
    /** Guest: taking a page from the allocator and giving it back. */
    PAGE_ALLOCATION("guest.page-allocation", Unit.CYCLES),
    /** Guest: finding a page in a file's page cache. */
    PAGE_CACHE_LOOKUP("guest.page-cache-lookup", Unit.CYCLES),
    /** Guest: one component of a path walk answered by the dentry cache. */
    PATH_COMPONENT("guest.path-component", Unit.CYCLES),
    /** Guest: changing page tables and flushing the TLB, per operation. */
    TLB_FLUSH("guest.tlb-flush", Unit.CYCLES),
    /** Guest: preparing a FUSE request and taking in its reply, without copies and queue. */
    FUSE_REQUEST("guest.fuse-request", Unit.CYCLES),
    /** Guest: putting one request into a virtqueue and taking it out again. */
    VIRTQUEUE_REQUEST("guest.virtqueue-request", Unit.CYCLES),
    /** Guest: copying memory, also between kernel and user. */
    COPY("guest.copy", Unit.CYCLES_PER_KIB),
    /** Guest: clearing memory. */
    CLEAR("guest.clear", Unit.CYCLES_PER_KIB),

    /** Exit whose cause the host's kernel handles itself, such as a doorbell, and re-entry. */
    VM_EXIT("vm.exit", Unit.CYCLES),
    /** Exit to the monitor's process and re-entry: registers that are not doorbells. */
    VM_EXIT_USER("vm.exit-user", Unit.CYCLES),
    /** Making an interrupt pending in the guest, on the host's side. */
    INTERRUPT_INJECTION("vm.interrupt-injection", Unit.CYCLES),
    /** From an interrupt until a halted CPU runs again, on top of the injection. */
    VCPU_WAKEUP("vm.vcpu-wakeup", Unit.CYCLES),
    /** First touch of a page the host has not mapped into the guest yet. */
    NESTED_PAGE_FAULT("vm.nested-page-fault", Unit.CYCLES),

    /** Host: from a doorbell's signal until the sleeping worker runs. */
    HOST_WAKEUP("host.wakeup", Unit.CYCLES),
    /** Host: server's own work on a request: reading, checking, answering. */
    SERVER_REQUEST("host.server-request", Unit.CYCLES),
    /** Host: entry into and return from a system call, part of none of the following. */
    HOST_SYSCALL("host.syscall", Unit.CYCLES),
    /** Host: looking a name up and opening it without rights ({@code openat} with O_PATH). */
    HOST_LOOKUP("host.lookup", Unit.CYCLES),
    /** Host: reading attributes ({@code statx}). */
    HOST_STAT("host.stat", Unit.CYCLES),
    /** Host: changing attributes (chmod, chown, utimes, truncate). */
    HOST_SETATTR("host.setattr", Unit.CYCLES),
    /** Host: opening a file or directory for use. */
    HOST_OPEN("host.open", Unit.CYCLES),
    /** Host: closing it. */
    HOST_CLOSE("host.close", Unit.CYCLES),
    /** Host: creating a file, directory, link or node. */
    HOST_CREATE("host.create", Unit.CYCLES),
    /** Host: removing or renaming a name. */
    HOST_REMOVE("host.remove", Unit.CYCLES),
    /** Host: reading a symbolic link. */
    HOST_READLINK("host.readlink", Unit.CYCLES),
    /** Host: reading a batch of directory entries, without {@link #HOST_DIRENT}. */
    HOST_READDIR("host.readdir", Unit.CYCLES),
    /** Host: one directory entry. */
    HOST_DIRENT("host.dirent", Unit.CYCLES),
    /** Host: a read from the page cache, without {@link #HOST_COPY}. */
    HOST_READ("host.read", Unit.CYCLES),
    /** Host: a write into the page cache, without {@link #HOST_COPY}. */
    HOST_WRITE("host.write", Unit.CYCLES),
    /** Host: copying between page cache and guest memory. */
    HOST_COPY("host.copy", Unit.CYCLES_PER_KIB),
    /** Host: making a file durable ({@code fsync}). */
    HOST_FSYNC("host.fsync", Unit.CYCLES),
    /** Host: file system statistics. */
    HOST_STATFS("host.statfs", Unit.CYCLES),
    /** Host: getting, setting, listing or removing an extended attribute. */
    HOST_XATTR("host.xattr", Unit.CYCLES),
    /** Host: allocating or punching blocks ({@code fallocate}). */
    HOST_FALLOCATE("host.fallocate", Unit.CYCLES),
    /** Host: seeking for data or holes, setting locks and whatever else is short. */
    HOST_OTHER("host.other", Unit.CYCLES),
    /** Host: mapping a range of a file into the window. */
    HOST_MAP("host.map", Unit.CYCLES),
    /** Host: unmapping it. */
    HOST_UNMAP("host.unmap", Unit.CYCLES);

    /** What a price is counted in. */
    public enum Unit {
        /** Cycles each time. */
        CYCLES,
        /** Cycles for 1024 bytes. */
        CYCLES_PER_KIB
    }

    private final String key;
    private final Unit unit;

    Cost(String key, Unit unit) {
        this.key = key;
        this.unit = unit;
    }

    /** Its key in a profile file. */
    public String key() {
        return key;
    }

    public Unit unit() {
        return unit;
    }

    /** Its place in a profile's array of prices. */
    @SuppressWarnings("EnumOrdinal") // An array, since a price is looked up many times a request.
    int index() {
        return ordinal();
    }
}
