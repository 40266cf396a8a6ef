package dev.fuselage.devices.console;

/**
 * Where a guest's console output goes. Called from within the slice in which the guest writes; it
 * takes the bytes at once, whatever becomes of them, for the guest never waits for its host.
 */
@FunctionalInterface
public interface ConsoleOutput {
    /**
     * The guest wrote {@code length} bytes.
     *
     * @param bytes used again for the next output: what is to be kept must be copied
     * @param offset of the first byte
     * @param length at least 1
     */
    void write(byte[] bytes, int offset, int length);
}
