package dev.fuselage.riscv.sbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.sbi.SbiGuest.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fences on other harts (SBI 3.0, 8). */
final class RemoteFenceTest {
    private static final long RFENCE = 0x5246_4e43L;
    private static final int SATP = 0x180;
    private static final long SV39 = 8L << 60;

    /** ld a0, 0(a1). */
    private static final int LOAD = 0x0005_b503;

    private static final long ROOT = SbiGuest.RAM + 0x20_0000;
    private static final long MIDDLE = ROOT + 0x1000;
    private static final long LEAVES = ROOT + 0x2000;
    private static final long FIRST = SbiGuest.DATA;
    private static final long SECOND = SbiGuest.DATA + 0x1000;
    private static final long PROGRAM = SbiGuest.RAM + 0x3000;

    /** Valid, readable, writable, executable, accessed, dirty. */
    private static final long LEAF = 0xcf;

    private final SbiGuest guest = new SbiGuest(2).startAll();

    @AfterEach
    void close() {
        guest.close();
    }

    /** RAM is mapped where it is by one page of 1 GiB; virtual 0x5000 leads to {@link #FIRST}. */
    @BeforeEach
    void map() {
        guest.memory.write64(ROOT + 8 * 2, entry(SbiGuest.RAM, LEAF));
        guest.memory.write64(ROOT, entry(MIDDLE, 1));
        guest.memory.write64(MIDDLE, entry(LEAVES, 1));
        guest.memory.write64(LEAVES + 8 * 5, entry(FIRST, LEAF));
        guest.memory.write64(FIRST + 8, 1);
        guest.memory.write64(SECOND + 8, 2);
        guest.memory.write32(PROGRAM, LOAD);
        guest.harts.codeChanged();
        guest.hart(1).setCsr(SATP, SV39 | ROOT >>> 12);
    }

    private static long entry(long physical, long bits) {
        return physical >>> 12 << 10 | bits;
    }

    /** What hart 1 loads from virtual 0x5008. */
    private long load() {
        Hart hart = guest.hart(1);
        hart.setPc(PROGRAM);
        hart.setRegister(SbiGuest.A1, 0x5008);
        hart.step();
        return hart.register(SbiGuest.A0);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0x5000, 0x1000",
        "1, 0x5008, 8",
        "1, 0x4ff9, 0x10",
        "1, 0, 0",
        "1, 0x5000, -1",
        "1, 0x1234, -1",
        "1, 0, 0x7fffffffffffffff",
        "1, 0x4000, 0x100000000",
        "2, 0x5000, 0x1000"
    })
    void hartSeesTheChangedPageTableAfterAFenceOverTheAddress(
            long function, String start, String size) {
        assertThat(load()).isEqualTo(1);
        guest.memory.write64(LEAVES + 8 * 5, entry(SECOND, LEAF));

        assertThat(guest.call(RFENCE, function, 2, 0, Long.decode(start), Long.decode(size), 7))
                .isEqualTo(new Result(0, 0));

        assertThat(load()).isEqualTo(2);
    }

    @Test
    void hartExecutesTheChangedCodeAfterAFence() {
        assertThat(load()).isEqualTo(1);
        // li a0, 9
        guest.memory.write32(PROGRAM, 0x0090_0513);

        assertThat(guest.call(RFENCE, 0, 2, 0)).isEqualTo(new Result(0, 0));

        assertThat(load()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void rangeThatLeavesTheAddressSpaceIsInvalid(long function) {
        assertThat(guest.call(RFENCE, function, 2, 0, -4096, 4096).error()).isZero();
        assertThat(guest.call(RFENCE, function, 2, 0, -4096, 4097).error())
                .isEqualTo(SbiGuest.INVALID_ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void hartThatDoesNotExistIsInvalid(long function) {
        assertThat(guest.call(RFENCE, function, 4, 0, 0, 0).error())
                .isEqualTo(SbiGuest.INVALID_PARAM);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4, 5, 6})
    void fencesOfTheHypervisorExtensionAreNotSupported(long function) {
        assertThat(guest.call(RFENCE, function, 2, 0, 0, 0).error())
                .isEqualTo(SbiGuest.NOT_SUPPORTED);
    }
}
