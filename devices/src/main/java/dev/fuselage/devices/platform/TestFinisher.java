package dev.fuselage.devices.platform;

import dev.fuselage.machine.memory.MmioRegion;

/**
 * The test finisher of SiFive's test benches, {@code sifive,test1} in device trees: one register
 * that ends the machine. Linux drives it as a {@code syscon-poweroff} and {@code syscon-reboot}.
 *
 * <pre>
 * offset 0, at least 16 bits wide: status u16, code u16
 * </pre>
 *
 * <p>Everything else, and what has no meaning, is ignored and reads 0.
 */
public final class TestFinisher implements MmioRegion {
    /** Bytes of address space. */
    public static final long SIZE = 0x1000;

    /** Status: the machine is to be switched off because something failed, as the code says. */
    public static final int FAIL = 0x3333;

    /** Status: the machine is to be switched off. */
    public static final int PASS = 0x5555;

    /** Status: the machine is to be reset. */
    public static final int RESET = 0x7777;

    private final PowerControl power;

    /** A finisher that tells {@code power}. */
    public TestFinisher(PowerControl power) {
        this.power = power;
    }

    @Override
    public long read(long offset, int size) {
        return 0;
    }

    @Override
    public void write(long offset, int size, long value) {
        if (offset != 0 || size < Short.BYTES) {
            return;
        }
        switch ((int) value & 0xffff) {
            case FAIL -> power.request(new PowerRequest.Failure((int) (value >>> 16) & 0xffff));
            case PASS -> power.request(new PowerRequest.PowerOff());
            case RESET -> power.request(new PowerRequest.Reset());
            default -> {}
        }
    }
}
