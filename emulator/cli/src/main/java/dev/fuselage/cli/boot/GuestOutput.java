package dev.fuselage.cli.boot;

import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.OutputClosed;
import dev.fuselage.devices.console.ConsoleOutput;
import java.io.IOException;

/** What the guest prints goes to standard output, and is handed on between slices. */
final class GuestOutput implements ConsoleOutput {

    private final HostEnvironment host;
    private boolean dirty;

    GuestOutput(HostEnvironment host) {
        this.host = host;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        try {
            host.out().write(bytes, offset, count);
        } catch (IOException e) {
            throw new OutputClosed(e);
        }
        dirty = true;
    }

    /** Something of our own between the guest's lines. */
    void print(String text) {
        host.print(text);
        dirty = true;
    }

    /** Hands on what is still held back, if there is anything. */
    void flush() {
        if (dirty) {
            dirty = false;
            host.flush();
        }
    }
}
