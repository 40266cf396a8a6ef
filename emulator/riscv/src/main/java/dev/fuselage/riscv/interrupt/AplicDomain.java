package dev.fuselage.riscv.interrupt;

import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import org.jspecify.annotations.Nullable;

/**
 * One interrupt domain of an APLIC: its control region (RISC-V AIA 1.0, 4.5). Byte order is
 * little-endian, domaincfg.BE being read-only zero. What a write changes is delivered before it
 * returns, so that genmsi is never busy.
 */
public final class AplicDomain implements MmioRegion, Snapshotted {
    /** The hart index of target and genmsi. */
    static final int HART_INDEX_SHIFT = 18;

    private static final int HART_INDEX = -1 << HART_INDEX_SHIFT;

    /** The registers of sources; interrupt delivery control structures follow. */
    private static final int STRUCTURES = 0x4000;

    private static final int DOMAINCFG = 0x8000_0000;
    private static final int DOMAINCFG_IE = 1 << 8;
    private static final int DOMAINCFG_DM = 1 << 2;
    private static final int SOURCE_MODE = 0x7;

    private static final int SETIP = 0x1c00;
    private static final int SETIPNUM = 0x1cdc;
    private static final int IN_CLRIP = 0x1d00;
    private static final int CLRIPNUM = 0x1ddc;
    private static final int SETIE = 0x1e00;
    private static final int SETIENUM = 0x1edc;
    private static final int CLRIE = 0x1f00;
    private static final int CLRIENUM = 0x1fdc;
    private static final int SETIPNUM_LE = 0x2000;
    private static final int SETIPNUM_BE = 0x2004;

    /** Bytes of an array of bits, such as setip. */
    private static final int BITS_BYTES = 4 * AplicSources.WORDS;

    private final AplicSources sources;
    private final DirectDelivery direct;

    /** Absent where no interrupt files are; domaincfg.DM is read-only zero then. */
    private final @Nullable MessageDelivery messages;

    /** Present in a root domain of M level whose harts have interrupt files. */
    private final @Nullable MessageAddresses addresses;

    /** The domain sources can be delegated to. */
    private final @Nullable AplicDomain child;

    private boolean enabled;
    private boolean byMessage;
    private int genmsi;

    AplicDomain(
            AplicSources sources,
            DirectDelivery direct,
            @Nullable MessageDelivery messages,
            @Nullable MessageAddresses addresses,
            @Nullable AplicDomain child) {
        this.sources = sources;
        this.direct = direct;
        this.messages = messages;
        this.addresses = addresses;
        this.child = child;
    }

    /** Resets the domain; the sources of a child domain vanish from it. */
    void reset() {
        for (int source = 1; child != null && source < AplicSources.WORDS * 32; source++) {
            child.setImplemented(source, false);
        }
        sources.reset();
        direct.reset();
        if (addresses != null) {
            addresses.reset();
        }
        enabled = false;
        byMessage = false;
        genmsi = 0;
        deliver();
    }

    /** Size of the control region in bytes: a multiple of 16 KiB, as QEMU has it. */
    public long size() {
        long structures = (long) direct.harts() * DirectDelivery.STRUCTURE;
        return STRUCTURES + ((structures + STRUCTURES - 1) & -STRUCTURES);
    }

    void setImplemented(int source, boolean appears) {
        if (sources.isImplemented(source) != appears) {
            sources.setImplemented(source, appears);
            deliver();
        }
    }

    void wireChanged(int source) {
        if (sources.isActive(source)) {
            sources.wireChanged(source);
            deliver();
        }
    }

    private void deliver() {
        MessageDelivery sender = messages;
        if (!byMessage || sender == null) {
            direct.update(enabled);
        } else if (enabled) {
            sender.forward();
        }
    }

    @Override
    public long read(long offset, int size) {
        if (size != Integer.BYTES || offset % Integer.BYTES != 0) {
            return 0;
        }
        int register = (int) offset;
        int number = (register & 0xfff) / Integer.BYTES;
        return switch (register >> 12) {
            case 0 -> number == 0 ? domaincfg() : sources.config(number);
            case 1 -> readBits(register);
            case 2 -> 0;
            case 3 -> number == 0 ? genmsi() : target(number);
            default -> readStructure(register - STRUCTURES);
        };
    }

    private int domaincfg() {
        return DOMAINCFG | (enabled ? DOMAINCFG_IE : 0) | (byMessage ? DOMAINCFG_DM : 0);
    }

    private int genmsi() {
        return byMessage ? genmsi : 0;
    }

    private int target(int source) {
        if (!sources.isActive(source)) {
            return 0;
        }
        int target = sources.target(source);
        int low =
                byMessage
                        ? target & MessageDelivery.IDENTITY_MASK
                        : DirectDelivery.priority(target);
        return (target & HART_INDEX) | low;
    }

    private int readBits(int register) {
        int word = register % BITS_BYTES / Integer.BYTES;
        return switch (register & -BITS_BYTES) {
            case SETIP -> sources.pending(word);
            case IN_CLRIP -> sources.rectified(word);
            case SETIE -> sources.enabled(word);
            default -> addresses == null ? 0 : addresses.read(register);
        };
    }

    private int readStructure(int offset) {
        int value = direct.read(offset);
        if (DirectDelivery.isClaim(offset)) {
            deliver();
        }
        return value;
    }

    @Override
    public void write(long offset, int size, long value) {
        if (size != Integer.BYTES || offset % Integer.BYTES != 0) {
            return;
        }
        int register = (int) offset;
        int number = (register & 0xfff) / Integer.BYTES;
        int bits = (int) value;
        switch (register >> 12) {
            case 0 -> {
                if (number == 0) {
                    setDomaincfg(bits);
                } else {
                    setSourcecfg(number, bits);
                }
            }
            case 1 -> writeBits(register, bits);
            case 2 -> writeNumber(register, bits);
            case 3 -> {
                if (number == 0) {
                    generate(bits);
                } else {
                    sources.setTarget(number, bits);
                }
            }
            default -> direct.write(register - STRUCTURES, bits);
        }
        deliver();
    }

    private void setDomaincfg(int value) {
        enabled = (value & DOMAINCFG_IE) != 0;
        boolean wasByMessage = byMessage;
        byMessage = messages != null && (value & DOMAINCFG_DM) != 0;
        if (byMessage) {
            direct.silence();
        } else if (wasByMessage) {
            sources.followWires();
        }
    }

    private void setSourcecfg(int source, int value) {
        if (!sources.isImplemented(source)) {
            return;
        }
        boolean delegates = (value & AplicSources.DELEGATED) != 0;
        AplicDomain heir = child;
        if (heir != null) {
            // With one child its index is always 0.
            sources.configure(source, delegates ? AplicSources.DELEGATED : mode(value), !byMessage);
            heir.setImplemented(source, delegates);
        } else {
            sources.configure(source, delegates ? 0 : mode(value), !byMessage);
        }
    }

    /** Modes 2 and 3 are reserved; a source they are asked for is inactive. */
    private static int mode(int value) {
        int mode = value & SOURCE_MODE;
        return mode == AplicSources.DETACHED || mode >= AplicSources.EDGE1 ? mode : 0;
    }

    private void writeBits(int register, int value) {
        int word = register % BITS_BYTES / Integer.BYTES;
        switch (register & -BITS_BYTES) {
            case SETIP -> sources.setPending(word, value, !byMessage);
            case IN_CLRIP -> sources.clearPending(word, value, !byMessage);
            case SETIE -> sources.enable(word, value);
            case CLRIE -> sources.disable(word, value);
            default -> {
                if (addresses != null) {
                    addresses.write(register, value);
                }
                writeNumber(register, value);
            }
        }
    }

    private void writeNumber(int register, int value) {
        int source = register == SETIPNUM_BE ? Integer.reverseBytes(value) : value;
        if (source < 0 || source >= AplicSources.WORDS * Integer.SIZE) {
            return;
        }
        int word = source / Integer.SIZE;
        int bit = 1 << source;
        switch (register) {
            case SETIPNUM, SETIPNUM_LE, SETIPNUM_BE -> sources.setPending(word, bit, !byMessage);
            case CLRIPNUM -> sources.clearPending(word, bit, !byMessage);
            case SETIENUM -> sources.enable(word, bit);
            case CLRIENUM -> sources.disable(word, bit);
            default -> {}
        }
    }

    /** An extempore message, which does not ask domaincfg.IE (4.5.15). */
    private void generate(int value) {
        MessageDelivery sender = messages;
        if (byMessage && sender != null) {
            genmsi = value & (HART_INDEX | MessageDelivery.IDENTITY_MASK);
            sender.send(genmsi);
        }
    }

    @Override
    public void save(SnapshotWriter to) {
        sources.save(to);
        direct.save(to);
        if (addresses != null) {
            addresses.save(to);
        }
        to.putBoolean(enabled);
        to.putBoolean(byMessage);
        to.putInt(genmsi);
    }

    @Override
    public void load(SnapshotReader from) {
        sources.load(from);
        direct.load(from);
        if (addresses != null) {
            addresses.load(from);
        }
        enabled = from.getBoolean();
        byMessage = from.getBoolean() && messages != null;
        genmsi = from.getInt();
    }
}
