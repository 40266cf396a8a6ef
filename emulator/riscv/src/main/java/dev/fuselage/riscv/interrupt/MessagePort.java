package dev.fuselage.riscv.interrupt;

import dev.fuselage.machine.memory.BusError;
import dev.fuselage.machine.memory.GuestMemory;

/**
 * Where an APLIC writes its messages. One is lost where nothing answers, as on a bus, and where
 * another message set it off: a guest that aims a message at the register that sends it could
 * otherwise have it go round without end.
 */
final class MessagePort {
    private final GuestMemory memory;
    private boolean sending;

    MessagePort(GuestMemory memory) {
        this.memory = memory;
    }

    void send(long address, int data) {
        if (sending) {
            return;
        }
        sending = true;
        try {
            memory.write32(address, data);
        } catch (BusError nobodyThere) {
            // Lost.
        } finally {
            sending = false;
        }
    }
}
