package dev.fuselage.machine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GuestMemoryTest {
    private static final long RAM = 0x8000_0000L;

    private final GuestMemory memory = new GuestMemory();

    @AfterEach
    void close() {
        memory.close();
    }

    /** Registers that remember accesses and read as their offset. */
    private static final class Registers implements MmioRegion {
        final List<String> log = new ArrayList<>();

        @Override
        public long read(long offset, int size) {
            log.add("read %x/%d".formatted(offset, size));
            return 0xffff_ffff_ffff_ff00L | offset;
        }

        @Override
        public void write(long offset, int size, long value) {
            log.add("write %x/%d=%x".formatted(offset, size, value));
        }
    }

    @Test
    void ramIsZeroAndKeepsWhatIsWrittenLittleEndian() {
        memory.addRam(RAM, 0x10000);
        assertThat(memory.read64(RAM + 8)).isZero();
        memory.write64(RAM + 3, 0x8877665544332211L);
        assertThat(memory.read8(RAM + 3)).isEqualTo(0x11);
        assertThat(memory.read8(RAM + 10)).isEqualTo(0x88);
        assertThat(memory.read16(RAM + 3)).isEqualTo(0x2211);
        assertThat(memory.read16(RAM + 9)).isEqualTo(0x8877);
        assertThat(memory.read32(RAM + 3)).isEqualTo(0x44332211);
        memory.write32(RAM + 3, -1);
        memory.write16(RAM + 3, 0x12345);
        memory.write8(RAM + 6, 0x1fe);
        assertThat(memory.read64(RAM + 3)).isEqualTo(0x88776655feff2345L);
    }

    @Test
    void accessThatCrossesTheEndOfRamIsABusError() {
        memory.addRam(RAM, 0x1000);
        memory.write8(RAM + 0xfff, 1);
        assertThatThrownBy(() -> memory.read16(RAM + 0xfff)).isInstanceOf(BusError.class);
        assertThatThrownBy(() -> memory.read32(RAM + 0xffd)).isInstanceOf(BusError.class);
        assertThatThrownBy(() -> memory.read64(RAM + 0xff9)).isInstanceOf(BusError.class);
        assertThatThrownBy(() -> memory.write16(RAM + 0xfff, 0)).isInstanceOf(BusError.class);
        assertThatThrownBy(() -> memory.write32(RAM - 1, 0)).isInstanceOf(BusError.class);
        assertThatThrownBy(() -> memory.write8(RAM + 0x1000, 0)).isInstanceOf(BusError.class);
    }

    @Test
    void busErrorTellsAddressLengthAndDirection() {
        BusError read = catchThrowableOfType(BusError.class, () -> memory.read32(-4));
        assertThat(read.address()).isEqualTo(-4);
        assertThat(read.length()).isEqualTo(4);
        assertThat(read.isWrite()).isFalse();
        BusError write = catchThrowableOfType(BusError.class, () -> memory.write16(0x1234, 1));
        assertThat(write).hasMessage("bus error: write of 0x2 bytes at physical 0x1234");
        assertThat(write.isWrite()).isTrue();
        assertThat(write.getStackTrace()).isEmpty();
    }

    @Test
    void rangeOverTwoAdjacentRegionsIsABusErrorSinceItIsNotContiguousOnTheHost() {
        memory.addRam(RAM, 0x1000);
        memory.addRam(RAM + 0x1000, 0x1000);
        assertThat(memory.isMemory(RAM + 0xff8, 8)).isTrue();
        assertThat(memory.isMemory(RAM + 0xff8, 9)).isFalse();
        assertThatThrownBy(() -> memory.address(RAM + 0xff8, 9)).isInstanceOf(BusError.class);
    }

    @Test
    void hostAddressLeadsToTheSameBytes() {
        memory.addRam(RAM, 0x2000);
        long address = memory.address(RAM + 0x1234, 8);
        HostMemory.putLong(address, 0x1122334455667788L);
        assertThat(memory.read64(RAM + 0x1234)).isEqualTo(0x1122334455667788L);
    }

    @Test
    void hostMappingIsReadAndWrittenLikeRam() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment content = arena.allocate(0x2000, 4096);
            memory.addRam(RAM, 0x1000);
            memory.addHostMemory(0x40_0000_0000L, content, "window");
            memory.write32(0x40_0000_0004L, 77);
            assertThat(content.get(ValueLayout.JAVA_INT, 4)).isEqualTo(77);
            assertThat(memory.address(0x40_0000_1000L, 0x1000))
                    .isEqualTo(content.address() + 0x1000);
            assertThat(memory.read32(RAM)).isZero();
            assertThat(memory.read32(0x40_0000_0004L)).isEqualTo(77);
            memory.remove(0x40_0000_0000L);
            assertThatThrownBy(() -> memory.read32(0x40_0000_0004L)).isInstanceOf(BusError.class);
            assertThatThrownBy(() -> memory.address(0x40_0000_0004L, 1))
                    .isInstanceOf(BusError.class);
        }
    }

    @Test
    void registersSeeOffsetSizeAndZeroExtendedValue() {
        Registers registers = new Registers();
        memory.addRam(RAM, 0x1000);
        memory.addDevice(0x1000, 0x100, registers);
        assertThat(memory.read8(0x1004)).isEqualTo(0x04);
        assertThat(memory.read16(0x1004)).isEqualTo(0xff04);
        assertThat(memory.read32(0x10fc)).isEqualTo(0xffffff_fc);
        assertThat(memory.read64(0x1008)).isEqualTo(0xffff_ffff_ffff_ff08L);
        memory.write8(0x1000, -1);
        memory.write16(0x1000, -1);
        memory.write32(0x1000, -1);
        memory.write64(0x1000, -1);
        assertThat(registers.log)
                .containsExactly(
                        "read 4/1",
                        "read 4/2",
                        "read fc/4",
                        "read 8/8",
                        "write 0/1=ff",
                        "write 0/2=ffff",
                        "write 0/4=ffffffff",
                        "write 0/8=ffffffffffffffff");
    }

    @Test
    void registersAreNoMemoryAndNoAccessReachesPastThem() {
        memory.addDevice(0x1000, 0x10, new Registers());
        assertThat(memory.isMemory(0x1000, 4)).isFalse();
        assertThatThrownBy(() -> memory.address(0x1000, 4)).isInstanceOf(BusError.class);
        assertThatThrownBy(() -> memory.read32(0x100e)).isInstanceOf(BusError.class);
        assertThatThrownBy(() -> memory.write64(0x100c, 0)).isInstanceOf(BusError.class);
    }

    @Test
    void emptyRangeHasAnAddressWithinMemoryAndAtItsEndOnly() {
        memory.addRam(RAM, 0x1000);
        long start = memory.address(RAM, 0);
        assertThat(memory.address(RAM + 0x1000, 0)).isEqualTo(start + 0x1000);
        assertThatThrownBy(() -> memory.address(RAM + 0x1001, 0)).isInstanceOf(BusError.class);
        assertThatThrownBy(() -> memory.address(RAM - 1, 0)).isInstanceOf(BusError.class);
    }

    @Test
    void regionsNeitherOverlapNorLeaveTheAddressSpace() {
        memory.addRam(RAM, 0x2000);
        assertThatThrownBy(() -> memory.addRam(RAM + 0x1000, 0x1000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("overlaps RAM at 0x80000000-0x80001fff");
        assertThatThrownBy(() -> memory.addDevice(RAM - 1, 2, new Registers()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memory.addRam(GuestMemory.ADDRESS_LIMIT - 0x1000, 0x2000))
                .hasMessageContaining("not within 52 bits");
        assertThatThrownBy(() -> memory.addDevice(Long.MAX_VALUE, 2, new Registers()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memory.addDevice(-8, 4, new Registers()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memory.addRam(0, 0x1001)).hasMessageContaining("not whole pages");
        assertThatThrownBy(() -> memory.addRam(0, GuestMemory.MAX_RAM + 0x1000))
                .hasMessageContaining("not up to 64 GiB");
        assertThatThrownBy(() -> memory.remove(RAM + 0x1000))
                .hasMessageContaining("no region starts at 0x80001000");
        memory.addDevice(RAM + 0x2000, 8, new Registers());
        memory.addDevice(RAM - 8, 8, new Registers());
    }

    @Test
    void heapSegmentIsNoHostMemory() {
        assertThatThrownBy(() ->
                        memory.addHostMemory(0, MemorySegment.ofArray(new byte[4096]), "heap"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void generationChangesWithEveryChangeOfTheMapAndWithNothingElse() {
        long empty = memory.generation();
        memory.addRam(RAM, 0x1000);
        long withRam = memory.generation();
        memory.write64(RAM, 1);
        memory.address(RAM, 8);
        assertThat(memory.generation()).isEqualTo(withRam).isNotEqualTo(empty);
        memory.remove(RAM);
        long removed = memory.generation();
        assertThat(removed).isNotEqualTo(withRam);
        memory.close();
        assertThat(memory.generation()).isNotEqualTo(removed);
    }

    @Test
    void sparseMemoryIsZeroedAndCanBackARegion() {
        try (SparseMemory sparse = new SparseMemory(1L << 32)) {
            memory.addHostMemory(0, sparse.segment(), "window");
            assertThat(memory.read64((1L << 32) - 8)).isZero();
            memory.write32(0x1000, 5);
            assertThat(sparse.segment().get(ValueLayout.JAVA_BYTE, 0x1000)).isEqualTo((byte) 5);
            memory.remove(0);
        }
    }

    @Test
    void closedMemoryAnswersWithBusErrors() {
        memory.addRam(RAM, 0x1000);
        memory.write8(RAM, 1);
        memory.close();
        assertThatThrownBy(() -> memory.read8(RAM)).isInstanceOf(BusError.class);
    }
}
