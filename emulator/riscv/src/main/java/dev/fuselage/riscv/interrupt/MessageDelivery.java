package dev.fuselage.riscv.interrupt;

import java.util.function.IntToLongFunction;

/**
 * Interrupts a domain of an APLIC forwards as messages, each to the address its target's hart has
 * at the domain's level (RISC-V AIA 1.0, 4.9).
 */
final class MessageDelivery {
    /** EIID has all 11 bits. */
    static final int IDENTITY_MASK = 0x7ff;

    private final AplicSources sources;
    private final MessagePort port;
    private final IntToLongFunction addressOfHart;

    MessageDelivery(AplicSources sources, MessagePort port, IntToLongFunction addressOfHart) {
        this.sources = sources;
        this.port = port;
        this.addressOfHart = addressOfHart;
    }

    /** Sends what is pending and enabled, which is not pending after that. */
    void forward() {
        for (int word = 0; word < AplicSources.WORDS; word++) {
            int candidates = sources.pending(word) & sources.enabled(word);
            while (candidates != 0) {
                int bit = Integer.lowestOneBit(candidates);
                candidates ^= bit;
                sources.clearPending(word, bit, false);
                send(sources.target((word << 5) + Integer.numberOfTrailingZeros(bit)));
            }
        }
    }

    /**
     * Sends one message.
     *
     * @param target hart index and identity as in a target register; the guest index is zero
     */
    void send(int target) {
        int hart = target >>> AplicDomain.HART_INDEX_SHIFT;
        port.send(addressOfHart.applyAsLong(hart), target & IDENTITY_MASK);
    }
}
