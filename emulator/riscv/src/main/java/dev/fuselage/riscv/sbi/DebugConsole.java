package dev.fuselage.riscv.sbi;

/** Where the bytes of the firmware's console go to and come from. */
public interface DebugConsole {
    /**
     * Takes a byte that the guest writes.
     *
     * @param value 0 to 255
     */
    void write(int value);

    /** The next byte for the guest, 0 to 255; -1 if there is none now. */
    int read();
}
