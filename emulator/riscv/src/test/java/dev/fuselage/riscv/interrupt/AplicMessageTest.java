package dev.fuselage.riscv.interrupt;

import static dev.fuselage.riscv.ImsicFile.EIP0;
import static dev.fuselage.riscv.interrupt.Platform.read;
import static dev.fuselage.riscv.interrupt.Platform.write;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.interrupt.InterruptWire;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.InterruptLine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An APLIC that sends messages to interrupt files (RISC-V AIA 1.0, 4.9). */
final class AplicMessageTest {
    private static final int DOMAINCFG = 0;
    private static final int IE = 0x100;
    private static final int DM = 4;
    private static final int SETIP = 0x1c00;
    private static final int SETIPNUM = 0x1cdc;
    private static final int CLRIPNUM = 0x1ddc;
    private static final int SETIENUM = 0x1edc;
    private static final int CLRIENUM = 0x1fdc;
    private static final int MMSIADDRCFG = 0x1bc0;
    private static final int MMSIADDRCFGH = 0x1bc4;
    private static final int SMSIADDRCFG = 0x1bc8;
    private static final int SMSIADDRCFGH = 0x1bcc;
    private static final int GENMSI = 0x3000;

    private static final int DETACHED = 1;
    private static final int EDGE1 = 4;
    private static final int LEVEL1 = 6;
    private static final int DELEGATE = 1 << 10;

    private static final int SOURCE = 40;

    private final Platform platform = new Platform(3);
    private final Imsic machineFiles = Imsic.machine(platform.harts, 127);
    private final Imsic supervisorFiles = Imsic.supervisor(platform.harts, 255);
    private final Aplic aplic = Aplic.messages(96, machineFiles, supervisorFiles, platform.memory);
    private final AplicDomain root = requireNonNull(aplic.machine());
    private final AplicDomain child = aplic.supervisor();
    private final InterruptWire wire = aplic.input(SOURCE);

    @BeforeEach
    void place() {
        platform.memory.addDevice(machineFiles.base(), machineFiles.size(), machineFiles);
        platform.memory.addDevice(supervisorFiles.base(), supervisorFiles.size(), supervisorFiles);
        platform.memory.addDevice(Aplic.MACHINE_BASE, root.size(), root);
        platform.memory.addDevice(Aplic.SUPERVISOR_BASE, child.size(), child);
        platform.memory.addRam(0x8000_0000L, 0x10000);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static int sourcecfg(int source) {
        return 4 * source;
    }

    private static int target(int source) {
        return 0x3000 + 4 * source;
    }

    private static boolean isPending(AplicDomain domain) {
        return (read(domain, SETIP + 4) >> SOURCE & 1) != 0;
    }

    /** Takes an identity out of a hart's file of S level; whether it was pending. */
    private boolean takeFromSupervisorFile(int hart, int identity) {
        return take(platform.harts.hart(hart), 0x150, identity);
    }

    private boolean takeFromMachineFile(int hart, int identity) {
        return take(platform.harts.hart(hart), 0x350, identity);
    }

    private static boolean take(Hart hart, int select, int identity) {
        hart.setCsr(select, EIP0 + identity / 64 * 2);
        long bits = hart.csr(select + 1);
        hart.setCsr(select + 1, bits & ~(1L << identity));
        return (bits >> identity & 1) != 0;
    }

    /** Source {@link #SOURCE} of the child, enabled, to hart 2 as identity 200. */
    private void configureChild(int mode) {
        write(root, sourcecfg(SOURCE), DELEGATE);
        write(child, sourcecfg(SOURCE), mode);
        write(child, DOMAINCFG, IE | DM);
        write(child, target(SOURCE), 2 << 18 | 200);
        write(child, SETIENUM, SOURCE);
    }

    @Test
    void wireBecomesAMessageToTheTargetOfTheChild() {
        configureChild(EDGE1);

        wire.set(true);

        assertThat(isPending(child)).isFalse();
        assertThat(takeFromSupervisorFile(2, 200)).isTrue();
        assertThat(takeFromSupervisorFile(1, 200)).isFalse();
        assertThat(takeFromMachineFile(2, 72)).isFalse();
    }

    @Test
    void rootSendsToMachineLevel() {
        write(root, sourcecfg(SOURCE), EDGE1);
        write(root, DOMAINCFG, IE | DM);
        write(root, target(SOURCE), 1 << 18 | 100);
        write(root, SETIENUM, SOURCE);

        wire.set(true);

        assertThat(takeFromMachineFile(1, 100)).isTrue();
        assertThat(takeFromSupervisorFile(1, 100)).isFalse();
    }

    /** 4.9: only with IE, pending and enabled all set. */
    @Test
    void messageWaitsForItsEnables() {
        configureChild(EDGE1);
        write(child, DOMAINCFG, DM);
        wire.set(true);
        assertThat(isPending(child)).isTrue();
        assertThat(takeFromSupervisorFile(2, 200)).isFalse();

        write(child, DOMAINCFG, IE | DM);
        assertThat(isPending(child)).isFalse();
        assertThat(takeFromSupervisorFile(2, 200)).isTrue();

        write(child, CLRIENUM, SOURCE);
        write(child, SETIPNUM, SOURCE);
        assertThat(takeFromSupervisorFile(2, 200)).isFalse();
        write(child, SETIENUM, SOURCE);
        assertThat(takeFromSupervisorFile(2, 200)).isTrue();
    }

    /** 4.9.2. */
    @Test
    void assertedLevelIsSentOnceAndAgainAfterItFellOrOnRequest() {
        configureChild(LEVEL1);
        wire.set(true);
        assertThat(takeFromSupervisorFile(2, 200)).isTrue();
        assertThat(isPending(child)).isFalse();
        wire.set(true);
        assertThat(takeFromSupervisorFile(2, 200)).isFalse();

        write(child, SETIPNUM, SOURCE);
        assertThat(takeFromSupervisorFile(2, 200)).as("still asserted").isTrue();

        wire.set(false);
        write(child, SETIPNUM, SOURCE);
        assertThat(takeFromSupervisorFile(2, 200)).as("not asserted").isFalse();
        assertThat(isPending(child)).isFalse();

        wire.set(true);
        assertThat(takeFromSupervisorFile(2, 200)).isTrue();
    }

    /** 4.7: in MSI mode the pending bit of a level can be cleared, and falls with the wire. */
    @Test
    void pendingLevelCanBeClearedAndFallsWithItsWire() {
        configureChild(LEVEL1);
        write(child, CLRIENUM, SOURCE);

        wire.set(true);
        assertThat(isPending(child)).isTrue();
        write(child, CLRIPNUM, SOURCE);
        assertThat(isPending(child)).isFalse();
        write(child, SETIPNUM, SOURCE);
        assertThat(isPending(child)).isTrue();
        wire.set(false);
        assertThat(isPending(child)).isFalse();
    }

    /** 4.7: in direct mode it is a copy of the wire again. */
    @Test
    void levelFollowsItsWireWhenDirectModeReturns() {
        configureChild(LEVEL1);
        wire.set(true);
        assertThat(isPending(child)).isFalse();

        write(child, DOMAINCFG, IE);

        assertThat(isPending(child)).isTrue();
    }

    /** 4.5.16: hart index and 11 bits of identity; no guest index, for there is no H. */
    @Test
    void targetKeepsHartAndIdentity() {
        configureChild(EDGE1);

        write(child, target(SOURCE), -1);

        assertThat(read(child, target(SOURCE))).isEqualTo(0xfffc_07ff);
    }

    /** 4.5.15: genmsi does not ask IE; it is zero in direct mode. */
    @Test
    void extemporeMessageIsSentAtOnce() {
        write(child, GENMSI, 1 << 18 | 9);
        assertThat(read(child, GENMSI)).isZero();
        assertThat(takeFromSupervisorFile(1, 9)).isFalse();

        write(child, DOMAINCFG, DM);
        write(child, GENMSI, 1 << 18 | 0x3f000 | 9);

        assertThat(read(child, GENMSI)).as("not busy").isEqualTo(1 << 18 | 9);
        assertThat(takeFromSupervisorFile(1, 9)).isTrue();
        write(root, DOMAINCFG, DM);
        write(root, GENMSI, 2 << 18 | 9);
        assertThat(takeFromMachineFile(2, 9)).isTrue();
    }

    /** 4.5.3 and 4.5.4: only the root has them, and L locks all four. */
    @Test
    void addressRegistersKeepTheirFieldsUntilLocked() {
        write(root, MMSIADDRCFG, 0x1234_5678);
        write(root, SMSIADDRCFG, 0x2345_6789);
        write(root, SMSIADDRCFGH, -1);
        write(root, MMSIADDRCFGH, 0x7fff_ffff);
        assertThat(read(root, MMSIADDRCFG)).isEqualTo(0x1234_5678);
        assertThat(read(root, SMSIADDRCFG)).isEqualTo(0x2345_6789);
        assertThat(read(root, SMSIADDRCFGH)).isEqualTo(0x0070_0fff);
        assertThat(read(root, MMSIADDRCFGH)).isEqualTo(0x1f77_ffff);

        write(root, MMSIADDRCFGH, 0x8000_2000);
        for (int register = MMSIADDRCFG; register <= SMSIADDRCFGH; register += 4) {
            int before = read(root, register);
            write(root, register, 0);
            assertThat(read(root, register)).isEqualTo(before);
            write(child, register, -1);
            assertThat(read(child, register)).isZero();
        }
        aplic.reset();
        assertThat(read(root, MMSIADDRCFGH)).isNotNegative();
    }

    /** 4.9.1, with harts in groups. */
    @Test
    void addressIsMadeOfGroupAndHart() {
        platform.memory.addRam(0x1_0000_0000L, 0x100_0000);
        // Two harts a group, 8 KiB apart; groups 1 << 24 apart, the least there is.
        write(root, MMSIADDRCFG, 0x8_0000);
        write(root, MMSIADDRCFGH, 1 << 20 | 1 << 16 | 1 << 12);
        write(root, DOMAINCFG, DM);

        write(root, GENMSI, 1 << 18 | 0x55);
        assertThat(platform.memory.read32(0x8000_2000L)).isEqualTo(0x55);

        write(root, MMSIADDRCFG, 0x0010_0000);
        write(root, MMSIADDRCFGH, 1 << 16 | 1 << 12);
        platform.memory.addRam(0x1_0100_0000L, 0x1_0000);
        write(root, GENMSI, 3 << 18 | 0x66);
        assertThat(platform.memory.read32(0x1_0100_1000L)).isEqualTo(0x66);
    }

    @Test
    void messageToNowhereIsLost() {
        write(root, MMSIADDRCFG, -1);
        write(root, MMSIADDRCFGH, 0x1f77_ffff);
        write(root, DOMAINCFG, DM);

        write(root, GENMSI, -1);

        assertThat(read(root, DOMAINCFG)).isEqualTo(0x8000_0004);
    }

    /** A page of the domain's own, where setipnum_le is register 0. */
    @Test
    void messageAimedAtItsOwnSourceGoesRoundOnce() {
        write(root, sourcecfg(SOURCE), DETACHED);
        write(root, target(SOURCE), SOURCE);
        write(root, MMSIADDRCFG, (int) ((Aplic.MACHINE_BASE + 0x2000) >> 12));
        write(root, MMSIADDRCFGH, 0);
        write(root, SETIENUM, SOURCE);
        write(root, DOMAINCFG, IE | DM);

        write(root, SETIPNUM, SOURCE);

        assertThat(isPending(root)).isFalse();
    }

    /** 3.8.1 and 4.8.2: harts whose files let a controller deliver can have it direct. */
    @Test
    void directDeliveryPassesAFileThatAllowsIt() {
        write(root, sourcecfg(SOURCE), DELEGATE);
        write(child, sourcecfg(SOURCE), LEVEL1);
        write(child, target(SOURCE), 1 << 18 | 1);
        write(child, SETIENUM, SOURCE);
        write(child, DOMAINCFG, IE);
        write(child, 0x4020, 1);
        wire.set(true);
        assertThat(platform.isPending(1, InterruptLine.SUPERVISOR_EXTERNAL)).isTrue();

        platform.harts.hart(1).setCsr(0x150, 0x70);
        platform.harts.hart(1).setCsr(0x151, 1);

        assertThat(platform.isPending(1, InterruptLine.SUPERVISOR_EXTERNAL)).isFalse();
    }

    @Test
    void supervisorDomainAloneKnowsWhereTheFilesAre() {
        Aplic alone = Aplic.supervisorMessages(96, supervisorFiles, platform.memory);
        AplicDomain domain = alone.supervisor();
        write(domain, sourcecfg(SOURCE), EDGE1);
        write(domain, target(SOURCE), 2 << 18 | 250);
        write(domain, SETIENUM, SOURCE);
        write(domain, DOMAINCFG, IE | DM);

        alone.input(SOURCE).set(true);

        assertThat(takeFromSupervisorFile(2, 250)).isTrue();
    }
}
