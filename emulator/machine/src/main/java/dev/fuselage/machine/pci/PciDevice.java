package dev.fuselage.machine.pci;

import dev.fuselage.machine.host.DeviceInsight;
import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A type-0 function: configuration space, base address registers, capabilities, MSI-X and INTA#.
 * Subclasses declare what they have in their constructor and are then plugged into a {@link
 * PciHost}.
 *
 * <p>Configuration space is little-endian bytes with a mask of writable bits; hooks let a subclass
 * add behaviour. I/O BARs, expansion ROMs and the extended space above 256 bytes do not exist and
 * read as zero.
 */
public abstract class PciDevice implements Snapshotted {
    private static final int BARS = 6;

    /** Smallest memory BAR the type bits leave room for. */
    private static final long MIN_BAR = 16;

    private final ConfigSpace config = new ConfigSpace();
    private final @Nullable Bar[] bars = new @Nullable Bar[BARS];
    private @Nullable Msix msix;
    private int msixCapability;
    private @Nullable PciHost host;
    private int slot = -1;
    private int capabilitiesEnd = ConfigRegister.HEADER_END;
    private int lastCapability;
    private boolean intx;

    /** A function without BARs and capabilities, whose interrupt pin is INTA#. */
    protected PciDevice(PciIdentity identity) {
        config.set(ConfigRegister.VENDOR_ID, 2, identity.vendor());
        config.set(ConfigRegister.DEVICE_ID, 2, identity.device());
        config.set(ConfigRegister.REVISION_ID, 1, identity.revision());
        config.set(ConfigRegister.CLASS_CODE, 3, identity.classCode());
        config.set(ConfigRegister.SUBSYSTEM_VENDOR_ID, 2, identity.subsystemVendor());
        config.set(ConfigRegister.SUBSYSTEM_ID, 2, identity.subsystem());
        config.set(ConfigRegister.INTERRUPT_PIN, 1, 1);
        config.setWritable(
                ConfigRegister.COMMAND,
                2,
                ConfigRegister.COMMAND_MEMORY_SPACE
                        | ConfigRegister.COMMAND_BUS_MASTER
                        | ConfigRegister.COMMAND_INTERRUPT_DISABLE);
        config.setWritable(ConfigRegister.CACHE_LINE_SIZE, 1, 0xff);
        config.setWritable(ConfigRegister.INTERRUPT_LINE, 1, 0xff);
    }

    /** The slot it is plugged into, 0 to 31. */
    public final int slot() {
        return slot;
    }

    /**
     * Declares a BAR of registers.
     *
     * @param index 0 to 5; a 64-bit one takes the next index too
     * @param size in bytes, a power of two of at least 16
     */
    protected final void memoryBar(int index, long size, BarKind kind, MmioRegion content) {
        declare(index, new Bar(index, size, kind, content, null));
    }

    /**
     * Declares a 64-bit prefetchable BAR whose content is host memory: the guest reads and writes
     * it like RAM.
     *
     * @param content a power of two of bytes, at least 4 KiB; its owner keeps it alive
     */
    protected final void hostMemoryBar(int index, MemorySegment content) {
        long size = content.byteSize();
        if (size < 4096 || !content.isNative() || content.isReadOnly()) {
            throw new IllegalArgumentException(
                    "BAR %d: host memory of 0x%x bytes: must be writable, outside the heap, 4 KiB or more"
                            .formatted(index, size));
        }
        declare(index, new Bar(index, size, BarKind.MEMORY_64_PREFETCHABLE, null, content));
    }

    private void declare(int index, Bar bar) {
        if (host != null) {
            throw new IllegalStateException("BAR %d declared after plugging".formatted(index));
        }
        Objects.checkFromIndexSize(index, bar.is64Bit() ? 2 : 1, BARS);
        boolean tooLarge = !bar.is64Bit() && bar.size() > 1L << 31;
        if (bar.size() < MIN_BAR || Long.bitCount(bar.size()) != 1 || tooLarge) {
            throw new IllegalArgumentException(
                    "BAR %d of 0x%x bytes: must be a power of two its kind can hold"
                            .formatted(index, bar.size()));
        }
        boolean upperTaken = bar.is64Bit() && bars[index + 1] != null;
        Bar below = index > 0 ? bars[index - 1] : null;
        if (bars[index] != null || upperTaken || (below != null && below.is64Bit())) {
            throw new IllegalArgumentException("BAR %d is taken".formatted(index));
        }
        bars[index] = bar;
        bar.declare(config);
    }

    /** A look behind the function, for reports; null where there is nothing to see. */
    public @Nullable DeviceInsight insight() {
        return null;
    }

    /**
     * Appends a capability to the list.
     *
     * @param id 8 bits
     * @param body what follows the two bytes of id and next pointer
     * @param writeMask bits of {@code body} that a guest may write; as long as {@code body}
     * @return offset of the capability in configuration space
     */
    protected final int addCapability(int id, byte[] body, byte[] writeMask) {
        if (writeMask.length != body.length) {
            throw new IllegalArgumentException(
                    "capability 0x%x: %d bytes, mask of %d"
                            .formatted(id, body.length, writeMask.length));
        }
        int offset = capabilitiesEnd;
        int end = (offset + 2 + body.length + 3) & ~3;
        if (end > ConfigSpace.SIZE) {
            throw new IllegalStateException(
                    "capability 0x%x of %d bytes does not fit at 0x%x"
                            .formatted(id, body.length, offset));
        }
        capabilitiesEnd = end;
        config.set(offset, 1, id);
        for (int i = 0; i < body.length; i++) {
            config.set(offset + 2 + i, 1, body[i]);
            config.setWritable(offset + 2 + i, 1, writeMask[i]);
        }
        int link = lastCapability == 0 ? ConfigRegister.CAPABILITIES_POINTER : lastCapability + 1;
        config.set(link, 1, offset);
        config.set(ConfigRegister.STATUS, 2, ConfigRegister.STATUS_CAPABILITIES_LIST);
        lastCapability = offset;
        return offset;
    }

    /**
     * Adds the MSI-X capability, with table and pending bits in a BAR of registers declared before.
     *
     * @param vectors 1 to 2048
     * @param bar index of the BAR that holds both
     * @param tableOffset multiple of 8; 16 bytes per vector
     * @param pbaOffset multiple of 8; a bit per vector in whole quadwords
     */
    protected final Msix msix(int vectors, int bar, long tableOffset, long pbaOffset) {
        Bar holder = bars[bar];
        if (msix != null || holder == null || holder.isHostMemory()) {
            throw new IllegalStateException(
                    "MSI-X: once, and in a BAR of registers declared before; not in BAR " + bar);
        }
        if (vectors < 1 || vectors > Msix.MAX_VECTORS) {
            throw new IllegalArgumentException(
                    "MSI-X with %d vectors: 1 to 2048".formatted(vectors));
        }
        long tableBytes = (long) vectors * Msix.ENTRY_SIZE;
        long pbaBytes = Msix.pbaBytes(vectors);
        Objects.checkFromIndexSize(tableOffset, tableBytes, holder.size());
        Objects.checkFromIndexSize(pbaOffset, pbaBytes, holder.size());
        boolean apart =
                tableOffset + tableBytes <= pbaOffset || pbaOffset + pbaBytes <= tableOffset;
        if (!apart || (tableOffset | pbaOffset) % 8 != 0) {
            throw new IllegalArgumentException(
                    "MSI-X table at 0x%x, pending bits at 0x%x: overlapping or not multiples of 8"
                            .formatted(tableOffset, pbaOffset));
        }
        byte[] body = new byte[10];
        byte[] mask = new byte[10];
        put(body, 0, 2, vectors - 1);
        put(mask, 0, 2, Msix.CONTROL_ENABLE | Msix.CONTROL_FUNCTION_MASK);
        put(body, 2, 4, (int) tableOffset | bar);
        put(body, 6, 4, (int) pbaOffset | bar);
        msixCapability = addCapability(Msix.CAPABILITY_ID, body, mask);
        Msix made = new Msix(this, vectors, tableOffset, pbaOffset);
        holder.overlay(made);
        msix = made;
        return made;
    }

    private static void put(byte[] to, int offset, int size, int value) {
        for (int i = 0; i < size; i++) {
            to[offset + i] = (byte) (value >>> (8 * i));
        }
    }

    /**
     * Says whether the device asserts INTA#. The line follows unless the guest disabled it or uses
     * MSI-X; the status bit follows in any case.
     */
    protected final void setIntx(boolean asserted) {
        intx = asserted;
        int status = config.get(ConfigRegister.STATUS, 2) & ~ConfigRegister.STATUS_INTERRUPT;
        config.set(
                ConfigRegister.STATUS,
                2,
                asserted ? status | ConfigRegister.STATUS_INTERRUPT : status);
        driveIntx();
    }

    private void driveIntx() {
        PciHost bus = host;
        if (bus != null) {
            Msix vectors = msix;
            boolean messages = vectors != null && vectors.enabled();
            boolean disabled = command(ConfigRegister.COMMAND_INTERRUPT_DISABLE);
            bus.wire(slot, intx && !messages && !disabled);
        }
    }

    /** Whether the guest lets this function read and write memory. */
    protected final boolean isBusMaster() {
        return command(ConfigRegister.COMMAND_BUS_MASTER);
    }

    private boolean command(int bit) {
        return (config.get(ConfigRegister.COMMAND, 2) & bit) != 0;
    }

    /** Back to the state after power-on: BARs unplaced, decoding off, MSI-X disabled and masked. */
    protected void reset() {
        config.reset();
        Msix vectors = msix;
        if (vectors != null) {
            vectors.reset();
        }
        setIntx(false);
        PciHost bus = host;
        if (bus != null) {
            bus.placeBars();
        }
    }

    /**
     * Sees each aligned read of configuration space.
     *
     * @param value what the bytes hold, zero-extended
     * @return what the guest reads
     */
    protected int configReadHook(int offset, int size, int value) {
        return value;
    }

    /**
     * Called after each aligned write to configuration space, with what the guest wrote before
     * masking.
     */
    protected void configWritten(int offset, int size, int value) {}

    /** The bytes of configuration space as they stand; without the hook. */
    protected final int configBytes(int offset, int size) {
        return config.get(offset, size);
    }

    /** Changes bytes of configuration space, past the guest's write mask. */
    protected final void setConfigBytes(int offset, int size, int value) {
        config.set(offset, size, value);
    }

    /** Writes what a subclass has beyond the function: nothing here. */
    @Override
    public void save(SnapshotWriter to) {}

    /** Takes over what {@link #save} wrote, once every function of the bus has its BARs again. */
    @Override
    public void load(SnapshotReader from) {}

    /** Writes configuration space, MSI-X and where the BARs answer. */
    final void saveFunction(SnapshotWriter to) {
        to.same("PCI function in slot " + slot, config.get(ConfigRegister.VENDOR_ID, 4));
        config.save(to);
        to.putBoolean(intx);
        if (msix != null) {
            msix.save(to);
        }
        for (Bar bar : bars) {
            if (bar != null) {
                to.same("size of a BAR in slot " + slot, bar.size());
                to.putLong(bar.mappedAt());
            }
        }
    }

    final void loadFunction(SnapshotReader from) {
        from.same("PCI function in slot " + slot, config.get(ConfigRegister.VENDOR_ID, 4));
        config.load(from);
        intx = from.getBoolean();
        if (msix != null) {
            msix.load(from);
        }
        for (Bar bar : bars) {
            if (bar != null) {
                from.same("size of a BAR in slot " + slot, bar.size());
                loadPlace(bar, from);
            }
        }
    }

    /** Where a BAR answers depends on what was there first, so it is not worked out again. */
    private void loadPlace(Bar bar, SnapshotReader from) {
        long base = from.getLong();
        PciHost bus = host;
        if (base != Bar.UNMAPPED && (bus == null || !bus.place(bar, base))) {
            throw from.notAsExpected();
        }
    }

    final void plugged(PciHost bus, int inSlot) {
        if (host != null) {
            throw new IllegalStateException("already plugged into slot " + slot);
        }
        host = bus;
        slot = inSlot;
        config.keepForReset();
    }

    final int configRead(int offset, int size) {
        return configReadHook(offset, size, config.get(offset, size));
    }

    final void configWrite(int offset, int size, int value) {
        config.write(offset, size, value);
        boolean inBars =
                offset >= ConfigRegister.BASE_ADDRESS
                        && offset < ConfigRegister.BASE_ADDRESS + 4 * BARS;
        PciHost bus = host;
        if (bus != null && (inBars || offset / 4 == ConfigRegister.COMMAND / 4)) {
            bus.placeBars();
        }
        Msix vectors = msix;
        if (vectors != null && offset / 4 == msixCapability / 4) {
            vectors.controlWritten(config.get(msixCapability + Msix.MESSAGE_CONTROL, 2));
        }
        driveIntx();
        configWritten(offset, size, value);
    }

    /** Where the guest wants the BAR to answer; {@link Bar#UNMAPPED} while decoding is off. */
    final long wanted(Bar bar) {
        return command(ConfigRegister.COMMAND_MEMORY_SPACE) ? bar.address(config) : Bar.UNMAPPED;
    }

    final @Nullable Bar bar(int index) {
        return bars[index];
    }

    static int barCount() {
        return BARS;
    }

    /** A message-signalled interrupt: a write that needs the right to be bus master. */
    final void writeMessage(long address, int data) {
        PciHost bus = host;
        if (bus != null && isBusMaster()) {
            bus.deliver(address, data);
        }
    }
}
