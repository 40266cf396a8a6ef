package dev.fuselage.riscv;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import org.jspecify.annotations.Nullable;

/**
 * The indirect registers of Smaia and Ssaia: the priorities of major interrupts, which are fixed
 * and read as zero, and the registers of the interrupt files (RISC-V AIA 1.0, 2.1, 3.7 and 5.2).
 */
final class Aia implements Snapshotted {
    private static final int IPRIO_FIRST = 0x30;
    private static final int IPRIO_LAST = 0x3e;
    private static final int FILE_LAST = 0xfe;
    private static final int SELECT = 0xfff;

    @Nullable ImsicFile machineFile;
    @Nullable ImsicFile supervisorFile;

    private long miselect;
    private long siselect;

    void reset() {
        miselect = 0;
        siselect = 0;
    }

    long miselect() {
        return miselect;
    }

    void setMiselect(long value) {
        miselect = value & SELECT;
    }

    long siselect() {
        return siselect;
    }

    void setSiselect(long value) {
        siselect = value & SELECT;
    }

    /**
     * Whether xireg can be accessed with this selection. On RV64 only even numbers exist of what is
     * an array of registers; the reserved numbers below eip0 can all be accessed (3.7).
     */
    static boolean exists(long select, @Nullable ImsicFile file) {
        boolean isPriority = select >= IPRIO_FIRST && select <= IPRIO_LAST;
        boolean isFile = file != null && select >= ImsicFile.EIDELIVERY && select <= FILE_LAST;
        boolean isArray = isPriority || select >= ImsicFile.EIP0;
        return (isPriority || isFile) && (!isArray || (select & 1) == 0);
    }

    static long read(long select, @Nullable ImsicFile file) {
        return file != null && select >= ImsicFile.EIDELIVERY ? file.read((int) select) : 0;
    }

    static void write(long select, @Nullable ImsicFile file, long value) {
        if (file != null && select >= ImsicFile.EIDELIVERY) {
            file.write((int) select, value);
        }
    }

    static long top(@Nullable ImsicFile file) {
        return file == null ? 0 : file.top();
    }

    static void claim(@Nullable ImsicFile file) {
        if (file != null) {
            file.claim();
        }
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putLong(miselect);
        to.putLong(siselect);
    }

    /** Interrupt files are loaded by whoever owns them. */
    @Override
    public void load(SnapshotReader from) {
        setMiselect(from.getLong());
        setSiselect(from.getLong());
    }
}
