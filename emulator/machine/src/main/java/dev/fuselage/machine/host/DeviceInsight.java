package dev.fuselage.machine.host;

/**
 * A look at the host's side of a device, for reports of who waits for whom. Explorations look at
 * every wait of a task, so an answer is quick and makes no objects.
 */
@FunctionalInterface
public interface DeviceInsight {
    /**
     * Follows a buffer that the driver made available and that the device has not marked used.
     *
     * @param queue index of the queue
     * @param buffer as the ring names it: the head descriptor's index or the buffer id
     * @param trace told where it is, and then who brings it on
     */
    void trace(int queue, int buffer, BufferTrace trace);
}
