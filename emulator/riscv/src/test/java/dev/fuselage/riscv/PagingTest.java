package dev.fuselage.riscv;

import static dev.fuselage.riscv.PageTables.A;
import static dev.fuselage.riscv.PageTables.D;
import static dev.fuselage.riscv.PageTables.R;
import static dev.fuselage.riscv.PageTables.RWX;
import static dev.fuselage.riscv.PageTables.U;
import static dev.fuselage.riscv.PageTables.V;
import static dev.fuselage.riscv.PageTables.W;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Address translation, asked through the memory that instructions see. */
final class PagingTest {
    private static final int SATP = 0x180;
    private static final int MENVCFG = 0x30a;
    private static final long N = 1L << 63;
    private static final long ADDRESS = 0x12_3456_7000L;
    private static final long NONE = -1;

    private final Board board = new Board(1);
    private final Hart hart = board.hart();

    @AfterEach
    void close() {
        board.close();
    }

    private PageTables tables(int levels) {
        hart.startSupervisor(Board.BASE, 0);
        PageTables tables = new PageTables(board, levels);
        hart.setCsr(SATP, tables.satp());
        return tables;
    }

    /** The exception of an access, or {@link #NONE}; starts from empty TLBs. */
    private long fault(long address, int access) {
        hart.flushTranslations();
        switch (access) {
            case Access.FETCH -> hart.mmu.fetchPage(address);
            case Access.LOAD -> hart.mmu.load(address, 1);
            default -> hart.mmu.store(address, 1, 0);
        }
        if (!hart.traps.isPending()) {
            return NONE;
        }
        int mode = hart.privilege;
        hart.traps.take();
        hart.privilege = mode;
        hart.mmu.select();
        assertThat(hart.csr(0x143)).as("stval").isEqualTo(address);
        return hart.csr(0x142);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0", "3, 1", "3, 2", "4, 0", "4, 1", "4, 2", "4, 3", "5, 0", "5, 1", "5, 2", "5, 3",
    })
    void leafOfEveryLevelOfEveryModeTranslates(int levels, int level) {
        PageTables tables = tables(levels);
        int shift = 12 + 9 * level;
        long virtual = 0x2_0000_0000L >>> shift << shift;
        long physical = Board.BASE >>> shift << shift;
        tables.map(virtual, physical, level, RWX);
        long offset = Board.DATA + 0x678 - physical;
        // Where the leaf is smaller than the distance, any byte of it will do.
        long inside = offset & (1L << shift) - 1;
        board.memory.write8(Math.max(physical + inside, Board.BASE), 0x5a);

        assertThat(hart.mmu.load(virtual + inside, 1)).isEqualTo(0x5a);
        assertThat(hart.traps.isPending()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"3, 38", "4, 47", "5, 56"})
    void addressMustBeSignExtended(int levels, int signBit) {
        PageTables tables = tables(levels);
        tables.map(-1L << signBit, Board.DATA, 0, RWX);

        assertThat(fault(-1L << signBit, Access.LOAD)).isEqualTo(NONE);
        assertThat(fault(1L << signBit, Access.LOAD)).isEqualTo(Cause.LOAD_PAGE_FAULT);
        assertThat(fault(-1L << (signBit + 1), Access.STORE)).isEqualTo(Cause.STORE_PAGE_FAULT);
        assertThat(fault(1L << signBit, Access.FETCH)).isEqualTo(Cause.INSTRUCTION_PAGE_FAULT);
    }

    @Test
    void modeThatIsNotSupportedLeavesSatpAlone() {
        tables(4);
        long before = hart.csr(SATP);

        hart.setCsr(SATP, 11L << 60);
        hart.setCsr(SATP, 1L << 60);

        assertThat(hart.csr(SATP)).isEqualTo(before);
    }

    /** Every combination of R, W, X and U by every mode, with SUM and MXR on and off. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void permissionsAreThoseOfTheManual(int situation) {
        boolean user = (situation & 1) != 0;
        boolean sum = (situation & 2) != 0;
        boolean mxr = (situation & 4) != 0;
        PageTables tables = tables(3);
        hart.setCsr(0x100, (sum ? Status.SUM : 0) | (mxr ? Status.MXR : 0));
        hart.privilege = user ? Privilege.USER : Privilege.SUPERVISOR;
        hart.mmu.select();
        for (int bits = 0; bits < 16; bits++) {
            boolean r = (bits & 1) != 0;
            boolean w = (bits & 2) != 0;
            boolean x = (bits & 4) != 0;
            boolean u = (bits & 8) != 0;
            tables.map(ADDRESS, Board.DATA, 0, V | A | D | (long) bits << 1);
            String page = "bits %d in situation %d".formatted(bits, situation);
            // W without R is reserved, and none of R, W, X is a pointer, which a last level
            // refuses.
            boolean leaf = r || (x && !w);
            boolean dataReach = user ? u : !u || sum;
            boolean fetchReach = user == u;

            assertThat(fault(ADDRESS, Access.LOAD))
                    .as("load, %s", page)
                    .isEqualTo(leaf && dataReach && (r || (mxr && x)) ? NONE : 13);
            assertThat(fault(ADDRESS, Access.STORE))
                    .as("store, %s", page)
                    .isEqualTo(leaf && dataReach && w ? NONE : 15);
            assertThat(fault(ADDRESS, Access.FETCH))
                    .as("fetch, %s", page)
                    .isEqualTo(leaf && fetchReach && x ? NONE : 12);
        }
    }

    @Test
    void withoutHardwareUpdateClearAccessedOrDirtyFaults() {
        PageTables tables = tables(3);
        long leaf = tables.map(ADDRESS, Board.DATA, 0, V | R | W);

        assertThat(fault(ADDRESS, Access.LOAD)).isEqualTo(Cause.LOAD_PAGE_FAULT);
        board.memory.write64(leaf, board.memory.read64(leaf) | A);
        assertThat(fault(ADDRESS, Access.LOAD)).isEqualTo(NONE);
        assertThat(fault(ADDRESS, Access.STORE)).isEqualTo(Cause.STORE_PAGE_FAULT);
        assertThat(board.memory.read64(leaf) & D).isZero();
    }

    @Test
    void hardwareUpdateSetsAccessedAndDirtyWhenTheyAreDue() {
        PageTables tables = tables(3);
        hart.setCsr(MENVCFG, Environment.ADUE);
        long leaf = tables.map(ADDRESS, Board.DATA, 0, V | R | W);

        assertThat(fault(ADDRESS, Access.LOAD)).isEqualTo(NONE);
        assertThat(board.memory.read64(leaf) & (A | D)).isEqualTo(A);
        assertThat(fault(ADDRESS, Access.STORE)).isEqualTo(NONE);
        assertThat(board.memory.read64(leaf) & (A | D)).isEqualTo(A | D);
    }

    @Test
    void storeAfterLoadOfACleanPageStillFindsItClean() {
        PageTables tables = tables(3);
        hart.setCsr(MENVCFG, Environment.ADUE);
        long leaf = tables.map(ADDRESS, Board.DATA, 0, V | R | W);

        hart.mmu.load(ADDRESS, 8);
        hart.mmu.store(ADDRESS, 8, 1);

        assertThat(board.memory.read64(leaf) & D).isEqualTo(D);
    }

    @Test
    void misalignedSuperpageFaults() {
        PageTables tables = tables(3);
        tables.map(ADDRESS, Board.BASE + 0x1000, 1, RWX);

        assertThat(fault(ADDRESS, Access.LOAD)).isEqualTo(Cause.LOAD_PAGE_FAULT);
    }

    @Test
    void reservedBitsFault() {
        PageTables tables = tables(3);
        for (int bit = 54; bit <= 60; bit++) {
            tables.map(ADDRESS, Board.DATA, 0, RWX | 1L << bit);
            assertThat(fault(ADDRESS, Access.LOAD)).as("bit %d", bit).isEqualTo(13);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, true, -1", "1, true, -1", "2, true, -1", "3, true, 13", "1, false, 13"})
    void memoryTypeIsAcceptedWhenItIsOnAndDefined(int type, boolean on, long expected) {
        PageTables tables = tables(3);
        hart.setCsr(MENVCFG, on ? Environment.PBMTE : 0);
        tables.map(ADDRESS, Board.DATA, 0, RWX | (long) type << 61);

        assertThat(fault(ADDRESS, Access.LOAD)).isEqualTo(expected);
    }

    @Test
    void napotLeafMapsSixteenPagesByTheLowBitsOfTheAddress() {
        PageTables tables = tables(3);
        long physical = Board.DATA;
        for (int page = 0; page < 16; page++) {
            long virtual = 0x10_0000_0000L + page * 4096L;
            tables.map(virtual, physical + 0x8000, 0, RWX | N);
            board.memory.write8(physical + page * 4096L + 5, page + 1);
        }
        for (int page = 0; page < 16; page++) {
            assertThat(hart.mmu.load(0x10_0000_0000L + page * 4096L + 5, 1)).isEqualTo(page + 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"0x0, 0", "0x4000, 0", "0x9000, 0", "0x8000, 1"})
    void otherNapotEncodingsFault(String offset, int level) {
        PageTables tables = tables(3);
        tables.map(ADDRESS, Board.DATA + Long.decode(offset), level, RWX | N);

        assertThat(fault(ADDRESS, Access.LOAD)).isEqualTo(Cause.LOAD_PAGE_FAULT);
    }

    @Test
    void pointerAtTheLastLevelFaults() {
        PageTables tables = tables(3);
        tables.map(ADDRESS, Board.DATA, 0, V);

        assertThat(fault(ADDRESS, Access.LOAD)).isEqualTo(Cause.LOAD_PAGE_FAULT);
    }

    @ParameterizedTest
    @ValueSource(longs = {A, D, U, 1L << 61, N})
    void pointerWithBitsOfALeafFaults(long bit) {
        PageTables tables = tables(3);
        tables.map(ADDRESS, Board.DATA, 0, RWX);
        long root = (hart.csr(SATP) & (1L << 44) - 1) << 12;
        long place = root + 8 * (ADDRESS >>> 30 & 511);
        board.memory.write64(place, board.memory.read64(place) | bit);

        assertThat(fault(ADDRESS, Access.LOAD)).isEqualTo(Cause.LOAD_PAGE_FAULT);
    }

    @Test
    void tableOutsideMemoryIsAnAccessFault() {
        tables(3);
        hart.setCsr(SATP, 8L << 60 | 0x1000 >>> 12);

        assertThat(fault(ADDRESS, Access.LOAD)).isEqualTo(Cause.LOAD_ACCESS_FAULT);
        assertThat(fault(ADDRESS, Access.FETCH)).isEqualTo(Cause.INSTRUCTION_ACCESS_FAULT);
    }

    @Test
    void fenceForOneAddressForgetsTheWholeSuperpage() {
        PageTables tables = tables(3);
        long leaf = tables.map(0, Board.BASE, 1, RWX);
        hart.mmu.store(0x10_0000, 1, 1);
        hart.mmu.store(0x1_1000, 1, 1);
        board.memory.write64(leaf, 0);

        hart.flushTranslation(0x1_1000);

        hart.mmu.load(0x10_0000, 1);
        assertThat(hart.traps.isPending()).isTrue();
    }

    @Test
    void fenceForOneAddressKeepsOthers() {
        PageTables tables = tables(3);
        long first = tables.map(ADDRESS, Board.DATA, 0, RWX);
        tables.map(ADDRESS + 4096, Board.DATA + 4096, 0, RWX);
        hart.mmu.load(ADDRESS, 1);
        hart.mmu.load(ADDRESS + 4096, 1);
        board.memory.write64(first, 0);

        hart.flushTranslation(ADDRESS + 4096);

        // The stale translation may still be used: nothing told the hart that it is stale.
        hart.mmu.load(ADDRESS, 1);
        assertThat(hart.traps.isPending()).isFalse();
    }

    @Test
    void storeAcrossPagesWritesNothingWhenTheSecondPageFaults() {
        PageTables tables = tables(3);
        tables.map(ADDRESS, Board.DATA, 0, RWX);

        hart.mmu.store(ADDRESS + 4092, 8, -1);

        assertThat(hart.traps.isPending()).isTrue();
        assertThat(board.memory.read32(Board.DATA + 4092)).isZero();
        hart.traps.take();
        assertThat(hart.csr(0x143)).isEqualTo(ADDRESS + 4096);
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "3, 1", "4, 2", "5, 0", "5, 1"})
    void debuggerFindsWhatIsMappedWithoutTouchingIt(int levels, int level) {
        PageTables tables = tables(levels);
        int shift = 12 + 9 * level;
        long virtual = -1L << shift;
        long physical = Board.BASE >>> shift << shift;
        long leaf = tables.map(virtual, physical, level, V | R);

        assertThat(hart.physicalAddress(virtual + 0x123)).isEqualTo(physical + 0x123);
        assertThat(hart.physicalAddress(ADDRESS)).isEqualTo(-1);
        assertThat(board.memory.read64(leaf) & (A | D)).isZero();
        assertThat(hart.traps.isPending()).isFalse();
    }

    @Test
    void debuggerFindsEveryPageOfANapotLeaf() {
        PageTables tables = tables(3);
        tables.map(ADDRESS + 0x3000, Board.DATA + 0x8000, 0, RWX | N);

        assertThat(hart.physicalAddress(ADDRESS + 0x3004))
                .isEqualTo(Board.DATA + (ADDRESS + 0x3004 & 0xffff));
    }
}
