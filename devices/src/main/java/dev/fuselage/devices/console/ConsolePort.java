package dev.fuselage.devices.console;

/**
 * The host's end of a console device. Input is told between the slices of the simulation, and waits
 * on the host's side of the device for as long as the guest leaves no room for it: none is dropped.
 */
public interface ConsolePort {
    /** Bytes of input for the guest, behind all that came before. */
    void receive(byte[] bytes, int offset, int length);

    /**
     * How much of the input the guest has left no room for yet. A host that reads from something
     * that can wait reads on when this is 0, or small.
     */
    int unread();
}
