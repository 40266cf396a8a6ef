package dev.fuselage.cli.boot;

import dev.fuselage.devices.console.ConsoleOutput;
import dev.fuselage.devices.platform.PowerRequest;
import dev.fuselage.riscv.sbi.DebugConsole;
import dev.fuselage.riscv.sbi.SystemReset;

/**
 * What the built-in firmware has of the host: its console, which is for output alone since the
 * guest's drivers read from the device itself, and what its calls for a reset mean.
 */
final class FirmwareConsole implements DebugConsole {

    private final ConsoleOutput output;
    private final byte[] single = new byte[1];

    FirmwareConsole(ConsoleOutput output) {
        this.output = output;
    }

    @Override
    public void write(int value) {
        single[0] = (byte) value;
        output.write(single, 0, 1);
    }

    @Override
    public int read() {
        return -1;
    }

    /** What a guest asks for with a call for a system reset. */
    static PowerRequest request(SystemReset.Type type, SystemReset.Reason reason) {
        return switch (type) {
            case SHUTDOWN ->
                    reason == SystemReset.Reason.NONE
                            ? new PowerRequest.PowerOff()
                            : new PowerRequest.Failure(1);
            case COLD_REBOOT, WARM_REBOOT -> new PowerRequest.Reset();
        };
    }
}
