package dev.fuselage.riscv.interrupt;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import org.jspecify.annotations.Nullable;

/**
 * Which address a message to a hart is written to, as the root domain's registers mmsiaddrcfg,
 * mmsiaddrcfgh, smsiaddrcfg and smsiaddrcfgh say (RISC-V AIA 1.0, 4.5.3, 4.5.4 and 4.9.1). After
 * reset they say where the interrupt files are, so that firmware may set them but need not.
 */
final class MessageAddresses implements Snapshotted {
    static final int MMSIADDRCFG = 0x1bc0;
    static final int MMSIADDRCFGH = 0x1bc4;
    static final int SMSIADDRCFG = 0x1bc8;
    static final int SMSIADDRCFGH = 0x1bcc;

    /** L, HHXS, LHXS, HHXW, LHXW and High Base PPN. */
    private static final int MACHINE_HIGH_FIELDS = 0x9f77_ffff;

    /** LHXS and High Base PPN. */
    private static final int SUPERVISOR_HIGH_FIELDS = 0x0070_0fff;

    private static final int PAGE_SHIFT = 12;
    private static final int LHXW_SHIFT = 12;

    private final @Nullable Imsic machineFiles;
    private final Imsic supervisorFiles;
    private int machineLow;
    private int machineHigh;
    private int supervisorLow;
    private int supervisorHigh;

    MessageAddresses(@Nullable Imsic machineFiles, Imsic supervisorFiles) {
        this.machineFiles = machineFiles;
        this.supervisorFiles = supervisorFiles;
        reset();
    }

    void reset() {
        machineLow = machineFiles == null ? 0 : (int) (machineFiles.base() >> PAGE_SHIFT);
        machineHigh = supervisorFiles.hartIndexBits() << LHXW_SHIFT;
        supervisorLow = (int) (supervisorFiles.base() >> PAGE_SHIFT);
        supervisorHigh = 0;
    }

    int read(int register) {
        return switch (register) {
            case MMSIADDRCFG -> machineLow;
            case MMSIADDRCFGH -> machineHigh;
            case SMSIADDRCFG -> supervisorLow;
            case SMSIADDRCFGH -> supervisorHigh;
            default -> 0;
        };
    }

    /** L, the sign of mmsiaddrcfgh, locks all four until reset. */
    void write(int register, int value) {
        if (machineHigh < 0) {
            return;
        }
        switch (register) {
            case MMSIADDRCFG -> machineLow = value;
            case MMSIADDRCFGH -> machineHigh = value & MACHINE_HIGH_FIELDS;
            case SMSIADDRCFG -> supervisorLow = value;
            case SMSIADDRCFGH -> supervisorHigh = value & SUPERVISOR_HIGH_FIELDS;
            default -> {}
        }
    }

    /** The address for messages to M mode of a hart. */
    long machine(int hart) {
        return address(hart, machineLow, machineHigh);
    }

    /** The address for messages to S mode of a hart. */
    long supervisor(int hart) {
        return address(hart, supervisorLow, supervisorHigh);
    }

    private long address(int hart, int low, int high) {
        int highWidth = (machineHigh >> 16) & 0x7;
        int highShift = (machineHigh >> 24) & 0x1f;
        int lowWidth = (machineHigh >> LHXW_SHIFT) & 0xf;
        int lowShift = (high >> 20) & 0x7;
        long group = (hart >> lowWidth) & ((1 << highWidth) - 1);
        long inGroup = hart & ((1 << lowWidth) - 1);
        long page = ((high & 0xfffL) << Integer.SIZE) | Integer.toUnsignedLong(low);
        return (page | (group << (highShift + 12)) | (inGroup << lowShift)) << PAGE_SHIFT;
    }

    @Override
    public void save(SnapshotWriter to) {
        for (int register = MMSIADDRCFG; register <= SMSIADDRCFGH; register += Integer.BYTES) {
            to.putInt(read(register));
        }
    }

    @Override
    public void load(SnapshotReader from) {
        machineLow = from.getInt();
        machineHigh = from.getInt() & MACHINE_HIGH_FIELDS;
        supervisorLow = from.getInt();
        supervisorHigh = from.getInt() & SUPERVISOR_HIGH_FIELDS;
    }
}
