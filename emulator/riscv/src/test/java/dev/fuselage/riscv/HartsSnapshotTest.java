package dev.fuselage.riscv;

import static dev.fuselage.riscv.Assembler.A0;
import static dev.fuselage.riscv.Assembler.A1;
import static dev.fuselage.riscv.Assembler.A2;
import static dev.fuselage.riscv.Assembler.A3;
import static dev.fuselage.riscv.Assembler.A4;
import static dev.fuselage.riscv.Assembler.A5;
import static dev.fuselage.riscv.Assembler.A6;
import static dev.fuselage.riscv.Assembler.S1;
import static dev.fuselage.riscv.Assembler.T0;
import static dev.fuselage.riscv.Assembler.T1;
import static dev.fuselage.riscv.Assembler.T2;
import static dev.fuselage.riscv.decode.Instruction.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.machine.snapshot.SnapshotException;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Harts saved in the middle of a program and continued by a twin that has never run it. */
final class HartsSnapshotTest {
    private static final int STVEC = 0x105;
    private static final int MENVCFG = 0x30a;
    private static final long ADUE = 1L << 61;
    private static final int SATP = 0x180;
    private static final int STIMECMP = 0x14d;
    private static final int TIME = 0xc01;
    private static final int INSTRET = 0xc02;
    private static final int SSTATUS = 0x100;
    private static final int SIE = 0x104;
    private static final int FCSR = 0x003;
    private static final long HANDLER = Board.BASE + 0x3000;
    private static final int PAGES = 64;

    private record Whole(Board board) implements Snapshotted {
        @Override
        public void save(SnapshotWriter to) {
            to.section("simulation", board.simulation);
            to.section("memory", board.memory);
            to.section("harts", board.harts);
        }

        @Override
        public void load(SnapshotReader from) {
            from.section("simulation", board.simulation);
            from.section("memory", board.memory);
            from.section("harts", board.harts);
            board.simulation.checkLoaded();
        }
    }

    private static byte[] save(Board board) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SnapshotWriter to = new SnapshotWriter(bytes)) {
            to.section("board", new Whole(board));
        }
        return bytes.toByteArray();
    }

    private static void load(byte[] file, Board board) {
        try (SnapshotReader from = new SnapshotReader(new ByteArrayInputStream(file))) {
            from.section("board", new Whole(board));
            from.finish();
        }
    }

    private static void slices(Board board, int count) {
        int[] left = {count};
        board.simulation.run(() -> left[0]-- == 0);
    }

    /** Moves the timer on and counts. */
    private static Assembler handler() {
        return new Assembler()
                .i(CSRRS, T2, 0, TIME)
                .i(ADDI, T2, T2, 17)
                .i(CSRRW, 0, T2, STIMECMP)
                .i(ADDI, S1, S1, 1)
                .o(SRET);
    }

    /**
     * Adds to a counter all harts share, computes, reads what time it is, dirties one page after
     * another, and now and then waits for the timer.
     */
    private static Assembler program() {
        return new Assembler()
                .li(T0, 3L << 13 | 2)
                .i(CSRRS, 0, T0, SSTATUS)
                .li(T0, 1 << 5)
                .i(CSRRS, 0, T0, SIE)
                .i(CSRRW, 0, 0, STIMECMP)
                .r(FCVT_D_L, 1, A0, 0)
                .li(A1, Board.DATA)
                .li(A2, 3)
                .r(FCVT_D_L, 2, A2, 0)
                .label("round")
                .li(A3, PAGES)
                .li(A4, Board.DATA + 0x1000)
                .label("again")
                .r(LR_D, A5, A1, 0)
                .i(ADDI, A5, A5, 1)
                .r(SC_D, T0, A1, A5)
                .branch(BNE, T0, 0, "again")
                .r(FADD_D, 1, 1, 2)
                .r(FDIV_D, 1, 1, 2)
                .i(CSRRS, T1, 0, INSTRET)
                .s(SD, T1, A4, 0)
                .i(CSRRS, T1, 0, FCSR)
                .s(SD, T1, A4, 8)
                .li(T1, 0x1000)
                .r(ADD, A4, A4, T1)
                .i(ADDI, A3, A3, -1)
                .branch(BNE, A3, 0, "again")
                .o(WFI)
                .i(ADDI, A6, A6, 1)
                .jump(0, "round");
    }

    /** Everything is mapped in pages of 4 KiB whose accessed and dirty bits the harts set. */
    private static Board running(int harts) {
        Board board = new Board(harts);
        board.load(Board.BASE, program().assemble());
        board.load(HANDLER, handler().assemble());
        PageTables tables = new PageTables(board, 3);
        for (long page = 0; page < 0x20_0000; page += 0x1000) {
            tables.map(
                    Board.BASE + page,
                    Board.BASE + page,
                    0,
                    PageTables.V | PageTables.R | PageTables.W | PageTables.X);
        }
        for (int i = 0; i < harts; i++) {
            Hart hart = board.hart(i);
            hart.startSupervisor(Board.BASE, 0);
            hart.setCsr(MENVCFG, hart.csr(MENVCFG) | ADUE);
            hart.setCsr(STVEC, HANDLER);
            hart.setCsr(SATP, tables.satp());
        }
        return board;
    }

    private static String results(Board board) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < board.harts.count(); i++) {
            Hart hart = board.hart(i);
            text.append(hart.now()).append(' ').append(hart.instructions()).append(' ');
            text.append(hart.register(S1)).append(' ').append(hart.register(A6)).append(' ');
            text.append(hart.floatRegister(1)).append(' ').append(hart.pc()).append('\n');
        }
        return text.append(board.memory.read64(Board.DATA)).toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aTwinThatLoadsExecutesTheSameInstructionsAtTheSameTimes(int harts) {
        try (Board saved = running(harts)) {
            for (int part = 0; part < 10; part++) {
                slices(saved, 7 * harts + part);
                byte[] file = save(saved);
                try (Board twin = new Board(harts)) {
                    load(file, twin);
                    assertThat(save(twin)).as("saved again").isEqualTo(file);
                    slices(saved, 60);
                    slices(twin, 60);
                    assertThat(results(twin)).isEqualTo(results(saved));
                    assertThat(save(twin)).isEqualTo(save(saved));
                }
            }
            assertThat(saved.hart().register(S1)).as("timer interrupts").isGreaterThan(10);
            assertThat(saved.hart().register(A6)).as("rounds").isGreaterThan(10);
        }
    }

    @Test
    void codeChangedWithoutFenceRunsAsItWasUntilTheFence() {
        Assembler program =
                new Assembler()
                        .jump(1, "patched")
                        .s(SW, A2, A1, 0)
                        .r(ADD, A3, A0, 0)
                        .jump(1, "patched")
                        .r(ADD, A4, A0, 0)
                        .o(FENCE_I)
                        .jump(1, "patched")
                        .jump(0, "rest")
                        .label("patched")
                        .i(ADDI, A0, 0, 1)
                        .i(JALR, 0, 1, 0);
        try (Board saved = new Board(1);
                Board twin = new Board(1)) {
            Hart hart = saved.start(program);
            hart.setRegister(A1, Board.BASE + program.offset("patched"));
            hart.setRegister(A2, ADDI.pattern().encode(A0, 0, 0, 2));
            // Both instructions at "patched", the jumps there and back, and the store.
            saved.step(4);
            load(save(saved), twin);
            twin.runToRest();
            assertThat(twin.hart().register(A3)).as("before").isEqualTo(1);
            assertThat(twin.hart().register(A4)).as("without fence").isEqualTo(1);
            assertThat(twin.hart().register(A0)).as("after the fence").isEqualTo(2);
        }
    }

    @Test
    void translationsThatWereCachedLeaveNoTraceInPageTables() {
        try (Board saved = new Board(1);
                Board twin = new Board(1)) {
            saved.hart().startSupervisor(Board.BASE, 0);
            saved.hart().setCsr(MENVCFG, ADUE);
            PageTables tables = new PageTables(saved, 3);
            long leaf = tables.map(0x4000_0000L, Board.DATA, 0, PageTables.V | PageTables.R);
            saved.hart().setCsr(SATP, tables.satp());
            saved.hart().mmu.load(0x4000_0000L, 8);
            assertThat(saved.memory.read64(leaf) & PageTables.A).isEqualTo(PageTables.A);
            // As Linux does when it looks for pages to reclaim, without a fence.
            saved.memory.write64(leaf, saved.memory.read64(leaf) & ~PageTables.A);
            load(save(saved), twin);
            twin.memory.write64(Board.DATA, 77);
            assertThat(twin.hart().mmu.load(0x4000_0000L, 8)).isEqualTo(77);
            assertThat(twin.memory.read64(leaf) & PageTables.A).isZero();
        }
    }

    @Test
    void anotherNumberOfHartsIsRefused() {
        try (Board saved = new Board(2);
                Board other = new Board(4)) {
            byte[] file = save(saved);
            assertThatThrownBy(() -> load(file, other))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessage("agents: 2 in the snapshot, 4 in this machine");
        }
    }
}
