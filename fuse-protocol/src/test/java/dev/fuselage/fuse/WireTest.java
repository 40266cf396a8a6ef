package dev.fuselage.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTest {
    @Test
    void aNewWireIsNowhere() {
        Wire wire = new Wire();
        assertThat(wire.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThatThrownBy(() -> wire.u8(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void offsetsCountFromTheBase() {
        byte[] memory = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        Wire wire = new Wire().at(MemorySegment.ofArray(memory), 1);
        assertThat(wire.u8(0)).isEqualTo(2);
        assertThat(wire.u16(0)).isEqualTo(0x0302);
        assertThat(wire.u32(1)).isEqualTo(0x06050403);
        assertThat(wire.u64(0)).isEqualTo(0x0908070605040302L);
        wire.order(ByteOrder.BIG_ENDIAN);
        assertThat(wire.u16(0)).isEqualTo(0x0203);
        assertThat(wire.u32(1)).isEqualTo(0x03040506);
        assertThat(wire.u64(0)).isEqualTo(0x0203040506070809L);
    }

    @Test
    void bytesAreUnsigned() {
        Wire wire = new Wire().at(MemorySegment.ofArray(new byte[1]), 0);
        wire.u8(0, 0x1fe);
        assertThat(wire.u8(0)).isEqualTo(0xfe);
    }

    @Test
    void aPlaceInsideAnotherKeepsTheByteOrderOfTheOther() {
        MemorySegment memory = MemorySegment.ofArray(new byte[32]);
        Wire outer = new Wire().at(memory, 8).order(ByteOrder.BIG_ENDIAN);
        Wire inner = new Wire().at(outer, 4);
        inner.u32(0, 0x01020304);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 12)).isEqualTo((byte) 1);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 8",
        "0, 9",
        "8, 1",
        "9, 0",
        "0, -1",
        "9223372036854775807, 1",
        "1, 9223372036854775807",
        "-9223372036854775808, 8"
    })
    void clearRefusesWhatDoesNotLieInTheSegment(long offset, long length) {
        byte[] memory = {1, 1, 1, 1, 1, 1, 1, 1};
        Wire wire = new Wire().at(MemorySegment.ofArray(memory), 0);
        assertThatThrownBy(() -> wire.clear(offset, length))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(memory).containsOnly(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 9, 3", "0, 4, 3", "0, 3, -1", "0, 0, -1", "3, 1, 0", "4, 5, -1", "4, 0, -1"})
    void aNameEndsAtItsNul(long offset, long limit, long length) {
        byte[] memory = "abc\0defgh".getBytes(StandardCharsets.ISO_8859_1);
        Wire wire = new Wire().at(MemorySegment.ofArray(memory), 0);
        assertThat(wire.nameLength(offset, limit)).isEqualTo(length);
    }

    @Test
    void aNameIsNotLookedForOutsideTheSegment() {
        Wire wire = new Wire().at(MemorySegment.ofArray(new byte[] {'a', 'b'}), 0);
        assertThatThrownBy(() -> wire.nameLength(0, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void accessAllocatesNothingOnceWarm() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(256);
            Wire wire = new Wire();
            Wire attributes = new Wire();
            long sum = rounds(memory, wire, attributes, 50_000);
            long before = threads.getCurrentThreadAllocatedBytes();
            sum += rounds(memory, wire, attributes, 50_000);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(sum).isNotZero();
            assertThat(allocated).as("bytes in 50000 rounds").isLessThan(50_000);
        }
    }

    private static long rounds(MemorySegment memory, Wire wire, Wire attributes, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            wire.at(memory, 0).order((i & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            FuseOutHeader.STRUCT.clear(wire);
            FuseOutHeader.UNIQUE.set(wire, i);
            sum += FuseOutHeader.UNIQUE.get(wire);
            wire.at(memory, FuseOutHeader.SIZE);
            FuseAttrOut.ATTR.in(wire, attributes);
            FuseAttr.MODE.set(attributes, i);
            sum += FuseAttr.MODE.get(attributes);
            Opcode opcode = Opcode.of(i & 63);
            sum += opcode == null ? 0 : MessageShape.of(opcode).argumentsSize();
        }
        return sum;
    }
}
