package dev.fuselage.riscv.gdb;

import static dev.fuselage.riscv.gdb.Client.BACK;
import static dev.fuselage.riscv.gdb.Client.CODE;
import static dev.fuselage.riscv.gdb.Client.COUNT;
import static dev.fuselage.riscv.gdb.Client.DATA;
import static dev.fuselage.riscv.gdb.Client.ECALL;
import static dev.fuselage.riscv.gdb.Client.HANDLER;
import static dev.fuselage.riscv.gdb.Client.T0;
import static dev.fuselage.riscv.gdb.Client.little;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.time.StopReason;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Privilege;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What packets do ("Debugging with GDB", Remote Protocol: Packets, General Query Packets). */
final class GdbStubTest {
    private final Client client = new Client(2);
    private final Hart hart = client.hart(0);

    @AfterEach
    void close() {
        client.close();
    }

    private static String stop(String signalAndReason, int thread, long pc) {
        return "T%sthread:%d;20:%s;".formatted(signalAndReason, thread, little(pc));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }

    // ---- connecting and leaving

    @Test
    void guestStandsStillWhenAClientConnects() {
        assertThat(client.stub.isHalted()).isTrue();
        assertThat(client.ask("?")).isEqualTo(stop("05", 1, CODE));
    }

    @Test
    void guestGoesOnWithoutBreakpointsWhenTheClientDetaches() {
        client.ask("Z0,%x,4".formatted(CODE + 4));
        assertThat(client.ask("D")).isEqualTo("OK");
        client.runFor(10_000);
        assertThat(client.stub.isHalted()).isFalse();
        assertThat(hart.register(T0)).isGreaterThan(100);
    }

    @Test
    void guestGoesOnWhenTheConnectionIsLostWhileHartsAreHeld() {
        client.go("vCont;s:2");
        client.stub.disconnected();
        client.runFor(10_000);
        assertThat(hart.register(T0)).isGreaterThan(100);
        assertThat(client.hart(1).register(T0)).isGreaterThan(100);
    }

    @Test
    void nextClientFindsTheGuestStandingStill() {
        client.stub.disconnected();
        client.runFor(10_000);
        client.stub.connected();
        assertThat(client.ask("?")).startsWith("T05thread:1;");
        assertThat(client.stub.isHalted()).isTrue();
    }

    @Test
    void killIsHandedOn() {
        assertThat(client.packets("k")).isEmpty();
        assertThat(client.stub.isKilled()).isTrue();
    }

    @Test
    void killWithAnAnswerIsHandedOn() {
        assertThat(client.ask("vKill;1")).isEqualTo("OK");
        assertThat(client.stub.isKilled()).isTrue();
    }

    @Test
    void endOfTheGuestIsTold() {
        client.packets("vCont;c");
        client.stub.exited(3);
        assertThat(client.raw("-")).isEqualTo("$W03#ba");
    }

    // ---- registers

    @Test
    void generalRegistersAndPcComeTogether() {
        for (int i = 1; i < 32; i++) {
            hart.setRegister(i, 0x1122_3344_5566_7700L + i);
        }
        String all = client.ask("g");
        assertThat(all).hasSize(33 * 16);
        assertThat(all.substring(0, 32)).isEqualTo("0000000000000000" + "0177665544332211");
        assertThat(all.substring(32 * 16)).isEqualTo(little(CODE));

        assertThat(client.ask("G" + "f".repeat(16) + little(7).repeat(31) + little(HANDLER)))
                .isEqualTo("OK");
        assertThat(hart.register(0)).isZero();
        assertThat(hart.register(31)).isEqualTo(7);
        assertThat(hart.pc()).isEqualTo(HANDLER);
    }

    @Test
    void oneRegisterIsReadAndWritten() {
        assertThat(client.ask("P5=" + little(-2))).isEqualTo("OK");
        assertThat(client.ask("p5")).isEqualTo(little(-2));
        assertThat(client.ask("P21=" + little(0x4000_0000_0000_0000L))).isEqualTo("OK");
        assertThat(hart.floatRegister(0)).isEqualTo(0x4000_0000_0000_0000L);
    }

    @Test
    void controlRegistersAreNumberedFrom65() {
        int mscratch = 65 + 0x340;
        assertThat(client.ask("P%x=%s".formatted(mscratch, little(99)))).isEqualTo("OK");
        assertThat(hart.csr(0x340)).isEqualTo(99);
        int mhartid = 65 + 0xf14;
        assertThat(client.ask("Hg2")).isEqualTo("OK");
        assertThat(client.ask("p%x".formatted(mhartid))).isEqualTo(little(1));
        assertThat(client.ask("P%x=%s".formatted(mhartid, little(5))))
                .as("read-only")
                .isEqualTo("E16");
        assertThat(client.ask("p%x".formatted(65 + 0x5a8))).as("no such CSR").isEqualTo("E16");
    }

    @Test
    void modeIsARegisterOfItsOwn() {
        assertThat(client.ask("p1041")).isEqualTo(little(3));
        assertThat(client.ask("P1041=" + little(1))).isEqualTo("OK");
        assertThat(hart.privilege()).isEqualTo(Privilege.SUPERVISOR);
        assertThat(client.ask("P1041=" + little(2))).as("reserved").isEqualTo("E16");
    }

    @Test
    void descriptionNamesEveryRegisterOnceAndComesInPieces() {
        StringBuilder all = new StringBuilder();
        String piece;
        do {
            piece = client.ask("qXfer:features:read:target.xml:%x,400".formatted(all.length()));
            all.append(piece.substring(1));
        } while (piece.startsWith("m"));
        assertThat(piece).startsWith("l");
        List<String> numbers =
                all.toString()
                        .lines()
                        .filter(line -> line.startsWith("<reg "))
                        .map(line -> line.replaceFirst(".*regnum=\"(\\d+)\".*", "$1"))
                        .toList();
        assertThat(numbers).doesNotHaveDuplicates().hasSizeGreaterThan(100);
        assertThat(all.toString())
                .contains("<architecture>riscv:rv64</architecture>")
                .contains("org.gnu.gdb.riscv.cpu", "org.gnu.gdb.riscv.fpu", "org.gnu.gdb.riscv.csr")
                .contains("<reg name=\"fcsr\" bitsize=\"64\" regnum=\"68\"")
                .contains("<reg name=\"satp\" bitsize=\"64\" regnum=\"%d\"".formatted(65 + 0x180));
        for (String number : numbers) {
            int register = Integer.parseInt(number);
            assertThat(client.ask("p%x".formatted(register))).as(number).hasSize(16);
        }
    }

    // ---- memory

    @Test
    void memoryIsReadAndWritten() {
        assertThat(client.ask("M%x,4:deadbeef".formatted(DATA))).isEqualTo("OK");
        assertThat(client.ask("m%x,6".formatted(DATA))).isEqualTo("deadbeef0000");
        assertThat(client.memory.read32(DATA)).isEqualTo(0xefbe_adde);
    }

    @Test
    void readBeyondTheEndOfMemoryGivesWhatThereIs() {
        long end = Client.RAM + Client.RAM_BYTES;
        client.memory.write32(end - 4, 0x0403_0201);
        assertThat(client.ask("m%x,8".formatted(end - 4))).isEqualTo("01020304");
        assertThat(client.ask("m%x,8".formatted(end))).isEqualTo("E0e");
    }

    @Test
    void registersOfDevicesAreNotTouched() {
        client.memory.addDevice(
                0x1000,
                0x1000,
                new MmioRegion() {
                    @Override
                    public long read(long offset, int size) {
                        throw new AssertionError("read at " + offset);
                    }

                    @Override
                    public void write(long offset, int size, long value) {
                        throw new AssertionError("written at " + offset);
                    }
                });
        assertThat(client.ask("m1000,4")).isEqualTo("E0e");
        assertThat(client.ask("M1000,1:00")).isEqualTo("E0e");
    }

    @Test
    void writtenCodeIsExecuted() {
        client.go("vCont;s:1");
        client.ask("M%x,4:%s".formatted(CODE + 4, "93821200"));
        client.go("vCont;s:1");
        assertThat(hart.register(T0)).isEqualTo(2);
        assertThat(hart.pc()).isEqualTo(CODE + 8);
    }

    @Test
    void addressesAreVirtualUnlessTheClientWantsPhysicalOnes() {
        // Sv39: a gigabyte at 0xffffffc000000000 that is the one with RAM.
        long table = Client.RAM + 0x8000;
        long virtual = 0xffff_ffc0_0000_0000L;
        client.memory.write64(table + 8 * 256, Client.RAM >>> 12 << 10 | 0xcf);
        hart.setCsr(0x180, 8L << 60 | table >>> 12);
        hart.setPrivilege(Privilege.SUPERVISOR);
        client.memory.write32(DATA, 0x0102_0304);
        assertThat(client.ask("m%x,4".formatted(virtual + DATA - Client.RAM)))
                .isEqualTo("04030201");
        assertThat(client.ask("m%x,4".formatted(DATA))).as("not mapped").isEqualTo("E0e");
        assertThat(client.ask("m%x,4".formatted(virtual & -1L >>> 16)))
                .as("not canonical")
                .isEqualTo("E0e");

        assertThat(client.ask("qqemu.PhyMemMode")).isEqualTo("0");
        assertThat(client.ask("Qqemu.PhyMemMode:1")).isEqualTo("OK");
        assertThat(client.ask("qqemu.PhyMemMode")).isEqualTo("1");
        assertThat(client.ask("m%x,4".formatted(DATA))).isEqualTo("04030201");

        client.ask("Qqemu.PhyMemMode:0");
        client.ask("Hg2");
        assertThat(client.ask("m%x,4".formatted(DATA))).as("M mode").isEqualTo("04030201");
    }

    // ---- stopping and going on

    @Test
    void breakpointIsReportedWithItsThreadAndPc() {
        client.ask("qSupported:multiprocess+;swbreak+;hwbreak+");
        client.ask("Z0,%x,4".formatted(CODE + 4));
        assertThat(client.go("vCont;c:1")).isEqualTo(stop("05swbreak:;", 1, CODE + 4));
        assertThat(hart.register(T0)).isEqualTo(1);
        assertThat(hart.now()).isEqualTo(1);
        client.ask("z0,%x,4".formatted(CODE + 4));
        client.ask("Z1,%x,4".formatted(CODE));
        assertThat(client.go("vCont;c:1")).isEqualTo(stop("05hwbreak:;", 1, CODE));
        assertThat(hart.register(T0)).isEqualTo(1);
    }

    @Test
    void reasonIsNotToldToAClientThatDoesNotKnowIt() {
        client.ask("qSupported");
        client.ask("Z0,%x,4".formatted(CODE + 4));
        assertThat(client.go("c")).isEqualTo(stop("05", 1, CODE + 4));
    }

    @Test
    void breakpointSetAsBothKindsStandsUntilBothAreTakenAway() {
        for (String packet : List.of("Z0", "Z1", "z0")) {
            client.ask("%s,%x,4".formatted(packet, CODE + 4));
        }
        assertThat(client.go("c")).isEqualTo(stop("05", 1, CODE + 4));
        client.ask("z1,%x,4".formatted(CODE + 4));
        client.packets("c");
        client.runFor(1000);
        assertThat(client.stub.isHalted()).isFalse();
    }

    @Test
    void stepExecutesOneInstructionAndTheOthersDoNotGetAheadOfIt() {
        assertThat(client.go("vCont;s:1;c")).isEqualTo(stop("05", 1, CODE + 4));
        assertThat(client.go("vCont;s:1;c")).isEqualTo(stop("05", 1, CODE));
        assertThat(client.hart(1).register(T0)).isZero();
    }

    @Test
    void stepOverATrapEndsAtItsHandler() {
        client.program(ECALL);
        assertThat(client.go("s")).isEqualTo(stop("05", 1, HANDLER));
    }

    @Test
    void rangeIsSteppedThroughWithoutStopping() {
        client.program(COUNT, COUNT, COUNT, COUNT, BACK);
        String go = "vCont;r%x,%x:1;c".formatted(CODE, CODE + 12);
        assertThat(client.go(go)).isEqualTo(stop("05", 1, CODE + 12));
        assertThat(hart.register(T0)).isEqualTo(3);
    }

    @Test
    void threadOfTheStepIsChosenByItsNumber() {
        client.ask("Hc2");
        assertThat(client.go("s")).startsWith("T05thread:2;");
        assertThat(client.hart(1).register(T0)).isEqualTo(1);
        assertThat(client.ask("qC")).isEqualTo("QC2");
    }

    @Test
    void threadsWithoutAnActionStandStill() {
        client.go("vCont;s:2");
        assertThat(hart.pc()).isEqualTo(CODE);
        assertThat(hart.register(T0)).isZero();
    }

    @Test
    void resumptionThatMovesNobodyStopsAtOnce() {
        assertThat(client.ask("vCont;t")).startsWith("T00thread:1;");
        assertThat(client.stub.isHalted()).isTrue();
    }

    @Test
    void continuingAtAnAddressGoesOnThere() {
        client.ask("Z0,%x,4".formatted(CODE + 4));
        assertThat(client.go("c%x".formatted(CODE + 4))).isEqualTo(stop("05", 1, CODE + 4));
        assertThat(hart.register(T0)).isZero();
    }

    @Test
    void interruptStopsARunningGuest() {
        client.packets("vCont;c");
        client.runFor(100_000);
        assertThat(client.stub.isHalted()).isFalse();
        assertThat(client.raw("\003")).startsWith("$T02thread:1;");
        assertThat(client.stub.isHalted()).isTrue();
        assertThat(client.raw("\003")).as("once is enough").isEmpty();
    }

    @Test
    void interruptPrefersAHartThatDoesNotSleep() {
        client.memory.write32(DATA, Client.WFI);
        hart.setPc(DATA);
        client.packets("vCont;c");
        client.runFor(100_000);
        assertThat(client.raw("\003")).startsWith("$T02thread:2;");
    }

    @Test
    void watchpointIsReportedBeforeTheAccess() {
        // sd t0,0(a0)
        client.program(COUNT, 0x0055_3023, BACK);
        hart.setRegister(10, DATA);
        assertThat(client.ask("Z2,%x,8".formatted(DATA))).isEqualTo("OK");
        assertThat(client.go("vCont;c:1"))
                .isEqualTo(stop("05watch:%x;".formatted(DATA), 1, CODE + 4));
        assertThat(client.memory.read64(DATA)).isZero();
        assertThat(client.ask("z2,%x,8".formatted(DATA))).isEqualTo("OK");
        client.go("vCont;s:1");
        assertThat(client.memory.read64(DATA)).isEqualTo(1);
    }

    @Test
    void sleepingHartFinishesItsStepWhenItIsWoken() {
        client.program(Client.WFI, COUNT, BACK);
        client.hart(1).stop();
        client.go("vCont;s:1");
        assertThat(hart.pc()).isEqualTo(CODE + 4);
        client.packets("vCont;s:1");
        assertThat(client.simulation.run(client.stub::isHalted)).isEqualTo(StopReason.QUIESCENT);
        assertThat(client.raw("\003")).startsWith("$T02");
    }

    @Test
    void sleepingHartGoesOnWhereTheClientSendsIt() {
        client.program(Client.WFI, COUNT, BACK);
        client.hart(1).stop();
        client.go("vCont;s:1");
        client.ask("P20=" + little(CODE + 8));
        assertThat(client.go("vCont;s:1")).isEqualTo(stop("05", 1, CODE + 4));
    }

    // ---- threads and commands

    @Test
    void everyHartIsAThread() {
        assertThat(client.ask("qfThreadInfo")).isEqualTo("m1,2");
        assertThat(client.ask("qsThreadInfo")).isEqualTo("l");
        assertThat(client.ask("T2")).isEqualTo("OK");
        assertThat(client.ask("T3")).isEqualTo("E16");
        client.hart(1).stop();
        assertThat(text(client.ask("qThreadExtraInfo,1"))).isEqualTo("hart 0, M mode, runs");
        assertThat(text(client.ask("qThreadExtraInfo,2"))).isEqualTo("hart 1, M mode, not started");
    }

    @Test
    void monitorCommandsAnswerInText() {
        List<String> answer = client.packets("qRcmd," + hex("info  harts "));
        assertThat(answer).hasSize(2).last().isEqualTo("OK");
        assertThat(text(answer.get(0).substring(1)))
                .startsWith(
                        "hart 0, M mode, runs, pc 0x80000000, 0 instructions, cycle 0\nhart 1,");
        assertThat(answer(client.packets("qRcmd," + hex("help")))).contains("info harts");
        assertThat(answer(client.packets("qRcmd," + hex("reset"))))
                .isEqualTo("unknown command 'reset'; monitor help lists them\n");
    }

    private static String answer(List<String> packets) {
        return packets.stream()
                .filter(packet -> packet.startsWith("O") && !packet.equals("OK"))
                .map(packet -> text(packet.substring(1)))
                .collect(Collectors.joining());
    }

    @Test
    void thereIsAnEndToBreakpoints() {
        for (int i = 0; i < 4096; i++) {
            assertThat(client.ask("Z0,%x,4".formatted(4L * i))).isEqualTo("OK");
        }
        assertThat(client.ask("Z0,%x,4".formatted(CODE))).isEqualTo("E1c");
    }
}
