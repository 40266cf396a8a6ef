package dev.fuselage.machine.pci;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.Arrays;

/**
 * The MSI-X capability of a function (PCI 3.0, 6.8.2): a table of messages, each with a mask, and
 * pending bits, both within a BAR. A message is a 32-bit write to guest memory.
 */
public final class Msix implements Snapshotted {
    static final int CAPABILITY_ID = 0x11;

    /** Message Control follows the capability's head; vector count and bits below. */
    static final int MESSAGE_CONTROL = 2;

    static final int CONTROL_FUNCTION_MASK = 1 << 14;
    static final int CONTROL_ENABLE = 1 << 15;

    /** The capability's table size field has 11 bits. */
    static final int MAX_VECTORS = 2048;

    /** Bytes of a table entry: address low and high, data, vector control. */
    static final int ENTRY_SIZE = 16;

    private static final int ENTRY_WORDS = 4;
    private static final int ADDRESS_LOW = 0;
    private static final int ADDRESS_HIGH = 1;
    private static final int DATA = 2;
    private static final int VECTOR_CONTROL = 3;
    private static final int VECTOR_MASKED = 1;

    private final PciDevice device;
    private final long tableOffset;
    private final long pbaOffset;
    private final int[] table;
    private final int[] pending;
    private boolean enabled;
    private boolean functionMasked;

    Msix(PciDevice device, int vectors, long tableOffset, long pbaOffset) {
        this.device = device;
        this.tableOffset = tableOffset;
        this.pbaOffset = pbaOffset;
        this.table = new int[vectors * ENTRY_WORDS];
        this.pending = new int[pbaBytes(vectors) / 4];
        reset();
    }

    /** Size of the pending bit array: whole quadwords. */
    static int pbaBytes(int vectors) {
        return (vectors + 63) / 64 * 8;
    }

    /** Number of vectors. */
    public int vectors() {
        return table.length / ENTRY_WORDS;
    }

    /** Whether the guest uses MSI-X instead of INTx. */
    public boolean enabled() {
        return enabled;
    }

    /** Whether a message waits for its vector to be unmasked. */
    public boolean isPending(int vector) {
        return (pending[vector >>> 5] & (1 << vector)) != 0;
    }

    /**
     * Sends a vector's message, or keeps it pending while the vector or the function is masked.
     * Without effect while MSI-X is disabled.
     *
     * @param vector from 0, below {@link #vectors()}
     */
    public void notify(int vector) {
        int control = table[vector * ENTRY_WORDS + VECTOR_CONTROL];
        if (!enabled) {
            return;
        }
        if (functionMasked || (control & VECTOR_MASKED) != 0) {
            pending[vector >>> 5] |= 1 << vector;
        } else {
            send(vector);
        }
    }

    void reset() {
        enabled = false;
        functionMasked = false;
        Arrays.fill(pending, 0);
        Arrays.fill(table, 0);
        for (int i = VECTOR_CONTROL; i < table.length; i += ENTRY_WORDS) {
            table[i] = VECTOR_MASKED;
        }
    }

    void controlWritten(int messageControl) {
        enabled = (messageControl & CONTROL_ENABLE) != 0;
        functionMasked = (messageControl & CONTROL_FUNCTION_MASK) != 0;
        if (!enabled) {
            Arrays.fill(pending, 0);
        }
        for (int vector = 0; vector < vectors(); vector++) {
            sendIfUnmasked(vector);
        }
    }

    @Override
    public void save(SnapshotWriter to) {
        to.same("MSI-X vectors of the function in slot " + device.slot(), vectors());
        to.putInts(table);
        to.putInts(pending);
        to.putBoolean(enabled);
        to.putBoolean(functionMasked);
    }

    @Override
    public void load(SnapshotReader from) {
        from.same("MSI-X vectors of the function in slot " + device.slot(), vectors());
        from.getInts(table);
        from.getInts(pending);
        enabled = from.getBoolean();
        functionMasked = from.getBoolean();
    }

    /** Whether the offset in the BAR belongs to the table or the pending bits. */
    boolean covers(long offset) {
        return inTable(offset) || inPba(offset);
    }

    private boolean inTable(long offset) {
        return offset >= tableOffset && offset < tableOffset + 4L * table.length;
    }

    private boolean inPba(long offset) {
        return offset >= pbaOffset && offset < pbaOffset + 4L * pending.length;
    }

    /** Aligned accesses of 4 and 8 bytes are defined; others read as zero. */
    long read(long offset, int size) {
        if (!isDefined(offset, size)) {
            return 0;
        }
        int[] words = inTable(offset) ? table : pending;
        int word = (int) (offset - (inTable(offset) ? tableOffset : pbaOffset)) / 4;
        long low = words[word] & 0xffff_ffffL;
        return size == 4 ? low : low | ((long) words[word + 1] << 32);
    }

    /**
     * Aligned accesses of 4 and 8 bytes are defined; others, and those to the pending bits, are
     * ignored.
     */
    void write(long offset, int size, long value) {
        if (!isDefined(offset, size) || !inTable(offset)) {
            return;
        }
        int word = (int) (offset - tableOffset) / 4;
        writeWord(word, (int) value);
        if (size == 8) {
            writeWord(word + 1, (int) (value >>> 32));
        }
    }

    private void writeWord(int word, int value) {
        table[word] =
                switch (word % ENTRY_WORDS) {
                    case ADDRESS_LOW -> value & ~3;
                    case VECTOR_CONTROL -> value & VECTOR_MASKED;
                    default -> value;
                };
        sendIfUnmasked(word / ENTRY_WORDS);
    }

    private static boolean isDefined(long offset, int size) {
        return (size == 4 || size == 8) && offset % size == 0;
    }

    private void sendIfUnmasked(int vector) {
        boolean masked = (table[vector * ENTRY_WORDS + VECTOR_CONTROL] & VECTOR_MASKED) != 0;
        if (enabled && !functionMasked && !masked && isPending(vector)) {
            pending[vector >>> 5] &= ~(1 << vector);
            send(vector);
        }
    }

    private void send(int vector) {
        int entry = vector * ENTRY_WORDS;
        long low = table[entry + ADDRESS_LOW] & 0xffff_ffffL;
        long address = low | ((long) table[entry + ADDRESS_HIGH] << 32);
        device.writeMessage(address, table[entry + DATA]);
    }
}
