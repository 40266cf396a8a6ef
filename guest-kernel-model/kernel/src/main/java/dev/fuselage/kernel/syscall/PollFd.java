package dev.fuselage.kernel.syscall;

/** {@code struct pollfd}: a descriptor, what to look for, and what was found. */
public final class PollFd {
    /** The descriptor; a negative one is passed over. */
    public int fd;

    /** Bits of {@link dev.fuselage.fuse.linux.PollEvents} to wait for. */
    public int events;

    /** What has happened, POLLERR, POLLHUP and POLLNVAL included. */
    public int revents;

    public PollFd(int fd, int events) {
        this.fd = fd;
        this.events = events;
    }
}
