package dev.fuselage.riscv.interrupt;

import dev.fuselage.machine.interrupt.InterruptWire;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.riscv.ImsicFile;
import java.util.Arrays;

/**
 * One interrupt file: which identities are pending and enabled, and the signal to the hart that
 * follows from them (RISC-V AIA 1.0, 3.8 to 3.10). An identity is its own priority, and the
 * smallest comes first.
 */
final class InterruptFile implements ImsicFile, Snapshotted {
    /** eidelivery: the file signals nothing. */
    static final int DELIVERY_OFF = 0;

    /** eidelivery: the file signals what is pending and enabled. */
    static final int DELIVERY_FILE = 1;

    /** eidelivery: a PLIC or APLIC signals in the file's place. */
    static final int DELIVERY_CONTROLLER = 0x4000_0000;

    private static final int WORD_SHIFT = 6;

    private final int identities;
    private final InterruptWire signal;
    private final long[] pending;
    private final long[] enabled;
    private int delivery;
    private int threshold;

    /** What the PLIC or APLIC signals. */
    private boolean controller;

    private boolean signalled;

    /**
     * A file in reset.
     *
     * @param identities the largest identity, one less than a multiple of 64
     * @param signal the hart's external interrupt at the file's level
     */
    InterruptFile(int identities, InterruptWire signal) {
        this.identities = identities;
        this.signal = signal;
        this.pending = new long[(identities + 1) >> WORD_SHIFT];
        this.enabled = new long[pending.length];
        reset();
    }

    /** Reset lets a PLIC or APLIC deliver (3.8.1), for software that knows no IMSIC. */
    void reset() {
        Arrays.fill(pending, 0);
        Arrays.fill(enabled, 0);
        delivery = DELIVERY_CONTROLLER;
        threshold = 0;
        update();
    }

    /** A message arrives; what is no implemented identity is ignored (3.5). */
    void receive(long identity) {
        if (identity >= 1 && identity <= identities) {
            pending[(int) identity >> WORD_SHIFT] |= 1L << identity;
            update();
        }
    }

    /** A PLIC or APLIC says its signal to this hart and level. */
    void setController(boolean level) {
        controller = level;
        update();
    }

    @Override
    public long read(int register) {
        if (register >= EIE0) {
            return word(enabled, register - EIE0);
        }
        if (register >= EIP0) {
            return word(pending, register - EIP0);
        }
        return switch (register) {
            case EIDELIVERY -> delivery;
            case EITHRESHOLD -> threshold;
            default -> 0;
        };
    }

    @Override
    public void write(int register, long value) {
        if (register >= EIE0) {
            setWord(enabled, register - EIE0, value);
        } else if (register >= EIP0) {
            setWord(pending, register - EIP0, value);
        } else if (register == EIDELIVERY) {
            setDelivery(value);
        } else if (register == EITHRESHOLD) {
            threshold = (int) value & thresholdMask();
        }
        update();
    }

    /** A register covers 32 identities, and with 64 bits the next register's as well (3.8.3). */
    private static long word(long[] words, int register) {
        int index = register >> 1;
        return index < words.length ? words[index] : 0;
    }

    private static void setWord(long[] words, int register, long value) {
        int index = register >> 1;
        if (index < words.length) {
            // Identity 0 does not exist.
            words[index] = index == 0 ? value & ~1L : value;
        }
    }

    /** All bits that the largest identity needs. */
    private int thresholdMask() {
        return (Integer.highestOneBit(identities) << 1) - 1;
    }

    private void setDelivery(long value) {
        if (value == DELIVERY_OFF || value == DELIVERY_FILE || value == DELIVERY_CONTROLLER) {
            delivery = (int) value;
        }
    }

    @Override
    public long top() {
        int identity = topIdentity();
        return ((long) identity << 16) | identity;
    }

    private int topIdentity() {
        for (int i = 0; i < pending.length; i++) {
            long candidates = pending[i] & enabled[i];
            if (candidates != 0) {
                int identity = (i << WORD_SHIFT) + Long.numberOfTrailingZeros(candidates);
                return threshold == 0 || identity < threshold ? identity : 0;
            }
        }
        return 0;
    }

    @Override
    public void claim() {
        int identity = topIdentity();
        if (identity != 0) {
            pending[identity >> WORD_SHIFT] &= ~(1L << identity);
            update();
        }
    }

    private void update() {
        boolean level =
                switch (delivery) {
                    case DELIVERY_FILE -> topIdentity() != 0;
                    case DELIVERY_CONTROLLER -> controller;
                    default -> false;
                };
        if (level != signalled) {
            signalled = level;
            signal.set(level);
        }
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putLongs(pending);
        to.putLongs(enabled);
        to.putInt(delivery);
        to.putInt(threshold);
        to.putBoolean(controller);
        to.putBoolean(signalled);
    }

    /** The hart loads for itself what was signalled. */
    @Override
    public void load(SnapshotReader from) {
        from.getLongs(pending);
        from.getLongs(enabled);
        setDelivery(from.getInt());
        threshold = from.getInt(0, thresholdMask());
        controller = from.getBoolean();
        signalled = from.getBoolean();
    }
}
