package dev.fuselage.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Physical memory protection (RISC-V Privileged ISA, 3.7). */
final class PmpTest {
    private static final int PMPCFG0 = 0x3a0;
    private static final int PMPCFG2 = 0x3a2;
    private static final int PMPADDR0 = 0x3b0;
    private static final int TOR = 0x08;
    private static final int NA4 = 0x10;
    private static final int NAPOT = 0x18;
    private static final int LOCKED = 0x80;

    private final Board board = new Board(1);
    private final Hart hart = board.start(new Assembler());
    private final Pmp pmp = hart.pmp;

    @AfterEach
    void close() {
        board.close();
    }

    private boolean allows(long address, int access, int privilege) {
        return pmp.allows(address, access, privilege);
    }

    @Test
    void withoutEntriesOnlyMachineModeMayAccess() {
        for (int access = Access.FETCH; access <= Access.STORE; access++) {
            assertThat(allows(Board.BASE, access, Privilege.MACHINE)).isTrue();
            assertThat(allows(Board.BASE, access, Privilege.SUPERVISOR)).isFalse();
            assertThat(allows(Board.BASE, access, Privilege.USER)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, false, false", "1, true, false, false", "3, true, true, false",
        "4, false, false, true", "5, true, false, true", "7, true, true, true",
        "2, false, false, false", "6, false, false, true",
    })
    void bitsAllowReadWriteAndExecute(int bits, boolean read, boolean write, boolean execute) {
        hart.setCsr(PMPADDR0, -1);
        hart.setCsr(PMPCFG0, NAPOT | bits);

        assertThat(allows(Board.BASE, Access.LOAD, Privilege.USER)).isEqualTo(read);
        assertThat(allows(Board.BASE, Access.STORE, Privilege.SUPERVISOR)).isEqualTo(write);
        assertThat(allows(Board.BASE, Access.FETCH, Privilege.USER)).isEqualTo(execute);
        assertThat(allows(Board.BASE, Access.STORE, Privilege.MACHINE)).isTrue();
    }

    @Test
    void lockedEntryBindsMachineModeAndCannotBeChanged() {
        hart.setCsr(PMPADDR0, -1);
        hart.setCsr(PMPCFG0, LOCKED | NAPOT | 1);

        hart.setCsr(PMPCFG0, 0);
        hart.setCsr(PMPADDR0, 0);

        assertThat(hart.csr(PMPCFG0)).isEqualTo(LOCKED | NAPOT | 1);
        assertThat(allows(Board.BASE, Access.LOAD, Privilege.MACHINE)).isTrue();
        assertThat(allows(Board.BASE, Access.STORE, Privilege.MACHINE)).isFalse();
    }

    @Test
    void lockedTopOfRangeLocksTheAddressBelowIt() {
        hart.setCsr(PMPADDR0, Board.BASE >>> 2);
        hart.setCsr(PMPADDR0 + 1, (Board.BASE + 0x2000) >>> 2);
        hart.setCsr(PMPCFG0, (LOCKED | TOR | 7L) << 8);

        hart.setCsr(PMPADDR0, 0);

        assertThat(hart.csr(PMPADDR0)).isEqualTo(Board.BASE >>> 2);
    }

    @Test
    void topOfRangeReachesFromTheEntryBelow() {
        hart.setCsr(PMPADDR0, (Board.BASE + 0x1000) >>> 2);
        hart.setCsr(PMPADDR0 + 1, (Board.BASE + 0x3000) >>> 2);
        hart.setCsr(PMPCFG0, (long) (TOR | 1) << 8);

        assertThat(allows(Board.BASE + 0xfff, Access.LOAD, Privilege.USER)).isFalse();
        assertThat(allows(Board.BASE + 0x1000, Access.LOAD, Privilege.USER)).isTrue();
        assertThat(allows(Board.BASE + 0x2fff, Access.LOAD, Privilege.USER)).isTrue();
        assertThat(allows(Board.BASE + 0x3000, Access.LOAD, Privilege.USER)).isFalse();
    }

    @Test
    void powerOfTwoRangeIsGivenByTrailingOnes() {
        // 64 KiB: 2^16 bytes are 13 ones.
        hart.setCsr(PMPADDR0, Board.BASE >>> 2 | (1 << 13) - 1);
        hart.setCsr(PMPCFG0, NAPOT | 1);

        assertThat(allows(Board.BASE, Access.LOAD, Privilege.USER)).isTrue();
        assertThat(allows(Board.BASE + 0xffff, Access.LOAD, Privilege.USER)).isTrue();
        assertThat(allows(Board.BASE + 0x1_0000, Access.LOAD, Privilege.USER)).isFalse();
    }

    @Test
    void firstEntryThatMatchesDecides() {
        hart.setCsr(PMPADDR0, Board.BASE >>> 2 | (1 << 9) - 1);
        hart.setCsr(PMPADDR0 + 1, -1);
        hart.setCsr(PMPCFG0, NAPOT | (long) (NAPOT | 7) << 8);

        assertThat(allows(Board.BASE, Access.LOAD, Privilege.USER)).isFalse();
        assertThat(allows(Board.BASE + 0x1000, Access.LOAD, Privilege.USER)).isTrue();
    }

    @Test
    void entriesOfTheSecondHalfWorkAsThoseOfTheFirst() {
        hart.setCsr(PMPADDR0 + 15, -1);
        hart.setCsr(PMPCFG2, (NAPOT | 7L) << 56);

        assertThat(hart.csr(PMPCFG2)).isEqualTo((NAPOT | 7L) << 56);
        assertThat(allows(Board.BASE, Access.FETCH, Privilege.SUPERVISOR)).isTrue();
    }

    @Test
    void granularityIsAPage() {
        // The manual's way to find it (3.7.1): all ones to an entry that is off, G + 2 bits are
        // lost.
        hart.setCsr(PMPADDR0, -1);
        assertThat(Long.numberOfTrailingZeros(hart.csr(PMPADDR0)) + 2).isEqualTo(12);

        hart.setCsr(PMPCFG0, NA4);
        assertThat(hart.csr(PMPCFG0)).isZero();
    }

    @Test
    void refusedLoadIsAnAccessFaultAtItsAddress() {
        hart.startSupervisor(Board.BASE, 0);
        hart.setCsr(PMPADDR0, Board.DATA >>> 2 | (1 << 9) - 1);
        hart.setCsr(PMPADDR0 + 1, -1);
        hart.setCsr(PMPCFG0, NAPOT | (long) (NAPOT | 7) << 8);

        hart.mmu.load(Board.DATA + 8, 8);
        hart.traps.take();

        assertThat(hart.csr(0x142)).isEqualTo(Cause.LOAD_ACCESS_FAULT);
        assertThat(hart.csr(0x143)).isEqualTo(Board.DATA + 8);
    }
}
