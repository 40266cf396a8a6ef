package dev.fuselage.riscv;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The table of control and status registers of a hart (RISC-V Privileged ISA, 2.2; AIA 1.0, 2.2 and
 * 2.3). A number that is not in it is an illegal instruction.
 */
final class Csrs {
    private static final int NUMBERS = 4096;

    /** RV64, A B C D F I M S U. */
    private static final long MISA = 2L << 62 | letters("ABCDFIMSU");

    private final Hart hart;
    private final @Nullable Csr[] table = new @Nullable Csr[NUMBERS];

    Csrs(Hart hart) {
        this.hart = hart;
        floatingPoint();
        unprivilegedCounters();
        supervisor();
        machineInformation();
        machine();
        machineCounters();
        memoryProtection();
        interruptArchitecture();
        triggers();
    }

    @Nullable Csr find(int number) {
        return table[number];
    }

    private static long letters(String extensions) {
        long bits = 0;
        for (int i = 0; i < extensions.length(); i++) {
            bits |= 1L << (extensions.charAt(i) - 'A');
        }
        return bits;
    }

    private Csr add(int number, String name, LongSupplier reader, Csr.Writer writer) {
        Csr csr = new Csr(number, name, reader, writer);
        table[number] = csr;
        return csr;
    }

    /** A register that reads as a constant and ignores writes, if it is not read-only anyway. */
    private Csr constant(int number, String name, long value) {
        return add(number, name, () -> value, ignored -> {});
    }

    private void floatingPoint() {
        add(0x001, "fflags", hart.floating::flags, this::setFlags).onlyIf(this::floatingPointOn);
        add(0x002, "frm", hart.floating::roundingMode, this::setRoundingMode)
                .onlyIf(this::floatingPointOn);
        add(0x003, "fcsr", hart.floating::control, this::setControl).onlyIf(this::floatingPointOn);
    }

    private boolean floatingPointOn() {
        return !hart.status.floatingPointOff();
    }

    private void setFlags(long value) {
        hart.floating.setFlags((int) value);
        hart.status.floatingPointDirty();
    }

    private void setRoundingMode(long value) {
        hart.floating.setRoundingMode((int) value);
        hart.status.floatingPointDirty();
    }

    private void setControl(long value) {
        hart.floating.setControl((int) value & 0xff);
        hart.status.floatingPointDirty();
    }

    private void unprivilegedCounters() {
        Counters counters = hart.counters;
        add(0xc00, "cycle", counters::cycle, ignored -> {})
                .onlyIf(() -> counters.isReadable(Counters.CYCLE));
        add(0xc01, "time", hart.clock::time, ignored -> {})
                .onlyIf(() -> counters.isReadable(Counters.TIME));
        add(0xc02, "instret", counters::instret, ignored -> {})
                .onlyIf(() -> counters.isReadable(Counters.INSTRET));
        for (int i = 3; i < 32; i++) {
            int counter = i;
            constant(0xc00 + i, "hpmcounter" + i, 0).onlyIf(() -> counters.isReadable(counter));
        }
    }

    private void supervisor() {
        Traps traps = hart.traps;
        add(0x100, "sstatus", hart.status::supervisor, hart.status::setSupervisor);
        add(0x104, "sie", hart.interrupts::sie, hart.interrupts::setSie);
        add(
                0x105,
                "stvec",
                () -> traps.stvec,
                v -> traps.stvec = Traps.legalVector(traps.stvec, v));
        add(
                0x106,
                "scounteren",
                () -> hart.counters.scounteren,
                v -> hart.counters.scounteren = v & 0xffff_ffffL);
        add(0x10a, "senvcfg", hart.environment::senvcfg, hart.environment::setSenvcfg);
        add(0x140, "sscratch", () -> traps.sscratch, v -> traps.sscratch = v);
        add(0x141, "sepc", () -> traps.sepc, v -> traps.sepc = v & -2);
        add(0x142, "scause", () -> traps.scause, v -> traps.scause = v);
        add(0x143, "stval", () -> traps.stval, v -> traps.stval = v);
        add(0x144, "sip", hart.interrupts::sip, hart.interrupts::setSip);
        add(0x14d, "stimecmp", hart.clock::stimecmp, hart.clock::setStimecmp)
                .onlyIf(this::mayCompareTime);
        add(0x180, "satp", hart.environment::satp, hart.environment::setSatp)
                .onlyIf(this::mayManageMemory);
    }

    /** Sstc: S mode needs menvcfg.STCE and mcounteren.TM. */
    private boolean mayCompareTime() {
        return hart.privilege == Privilege.MACHINE
                || (hart.clock.comparesSupervisorTime() && hart.counters.isReadable(Counters.TIME));
    }

    private boolean mayManageMemory() {
        return hart.privilege == Privilege.MACHINE || !hart.status.has(Status.TVM);
    }

    private void machineInformation() {
        constant(0xf11, "mvendorid", 0);
        constant(0xf12, "marchid", 0);
        constant(0xf13, "mimpid", 0);
        constant(0xf14, "mhartid", hart.id());
        constant(0xf15, "mconfigptr", 0);
    }

    private void machine() {
        Traps traps = hart.traps;
        add(0x300, "mstatus", hart.status::machine, hart.status::setMachine);
        constant(0x301, "misa", MISA);
        add(0x302, "medeleg", () -> traps.medeleg, v -> traps.medeleg = v & Traps.DELEGABLE);
        add(0x303, "mideleg", hart.interrupts::mideleg, hart.interrupts::setMideleg);
        add(0x304, "mie", hart.interrupts::mie, hart.interrupts::setMie);
        add(
                0x305,
                "mtvec",
                () -> traps.mtvec,
                v -> traps.mtvec = Traps.legalVector(traps.mtvec, v));
        add(
                0x306,
                "mcounteren",
                () -> hart.counters.mcounteren,
                v -> hart.counters.mcounteren = v & 0xffff_ffffL);
        add(0x30a, "menvcfg", hart.environment::menvcfg, hart.environment::setMenvcfg);
        add(0x340, "mscratch", () -> traps.mscratch, v -> traps.mscratch = v);
        add(0x341, "mepc", () -> traps.mepc, v -> traps.mepc = v & -2);
        add(0x342, "mcause", () -> traps.mcause, v -> traps.mcause = v);
        add(0x343, "mtval", () -> traps.mtval, v -> traps.mtval = v);
        add(0x344, "mip", hart.interrupts::pending, hart.interrupts::setMip)
                .modifying(hart.interrupts::written);
    }

    private void machineCounters() {
        Counters counters = hart.counters;
        add(0x320, "mcountinhibit", counters::inhibited, counters::setInhibited);
        add(0xb00, "mcycle", counters::cycle, counters::setCycle);
        add(0xb02, "minstret", counters::instret, counters::setInstret);
        for (int i = 3; i < 32; i++) {
            constant(0xb00 + i, "mhpmcounter" + i, 0);
            constant(0x320 + i, "mhpmevent" + i, 0);
        }
    }

    private void memoryProtection() {
        Pmp pmp = hart.pmp;
        add(0x3a0, "pmpcfg0", () -> pmp.config(0), v -> pmp.setConfig(0, v));
        add(0x3a2, "pmpcfg2", () -> pmp.config(8), v -> pmp.setConfig(8, v));
        for (int i = 0; i < Pmp.ENTRIES; i++) {
            int entry = i;
            add(0x3b0 + i, "pmpaddr" + i, () -> pmp.address(entry), v -> pmp.setAddress(entry, v));
        }
    }

    private void interruptArchitecture() {
        Aia aia = hart.aia;
        constant(0x308, "mvien", 0);
        constant(0x309, "mvip", 0);
        add(0x350, "miselect", aia::miselect, aia::setMiselect);
        add(
                        0x351,
                        "mireg",
                        () -> Aia.read(aia.miselect(), aia.machineFile),
                        v -> Aia.write(aia.miselect(), aia.machineFile, v))
                .onlyIf(() -> Aia.exists(aia.miselect(), aia.machineFile));
        add(0x35c, "mtopei", () -> Aia.top(aia.machineFile), v -> Aia.claim(aia.machineFile))
                .onlyIf(() -> aia.machineFile != null);
        add(0xfb0, "mtopi", hart.interrupts::mtopi, ignored -> {});
        add(0x150, "siselect", aia::siselect, aia::setSiselect);
        add(
                        0x151,
                        "sireg",
                        () -> Aia.read(aia.siselect(), aia.supervisorFile),
                        v -> Aia.write(aia.siselect(), aia.supervisorFile, v))
                .onlyIf(() -> Aia.exists(aia.siselect(), aia.supervisorFile));
        add(0x15c, "stopei", () -> Aia.top(aia.supervisorFile), v -> Aia.claim(aia.supervisorFile))
                .onlyIf(() -> aia.supervisorFile != null);
        add(0xdb0, "stopi", hart.interrupts::stopi, ignored -> {});
    }

    /** No triggers: tselect stays 0, and tdata1 says that trigger 0 does not exist. */
    private void triggers() {
        constant(0x7a0, "tselect", 0);
        constant(0x7a1, "tdata1", 0);
        constant(0x7a2, "tdata2", 0);
        constant(0x7a3, "tdata3", 0);
    }
}
