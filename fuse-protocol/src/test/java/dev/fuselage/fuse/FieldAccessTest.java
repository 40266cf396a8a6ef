package dev.fuselage.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Fields of every structure, in both byte orders, over random values. */
class FieldAccessTest {
    private static final long SEED = 0x5eed_f1e1dL;
    private static final int ROUNDS = 20;
    private static final byte GUARD = (byte) 0xa5;

    static Stream<Arguments> structsInBothOrders() {
        return Tables.structs().stream()
                .map(Tables.Layout::struct)
                .flatMap(struct ->
                        Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)
                                .map(order -> Arguments.of(struct, order)));
    }

    @ParameterizedTest
    @MethodSource("structsInBothOrders")
    void whatIsSetIsReadBackAndLiesWhereCLooksForIt(Struct struct, ByteOrder order) {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            String where = struct + ", seed " + Long.toHexString(SEED) + ", round " + round;
            int base = random.nextInt(16);
            byte[] memory = guarded(base + struct.size() + 16);
            ByteBuffer expected = ByteBuffer.wrap(memory.clone()).order(order);
            Wire wire = new Wire().at(MemorySegment.ofArray(memory), base).order(order);
            for (Field field : struct.fields()) {
                long value = random.nextLong();
                set(field, wire, value);
                put(field, expected, base, value);
                assertThat(get(field, wire))
                        .as(where + field.name())
                        .isEqualTo(narrowed(field, value));
            }
            assertThat(memory).as(where).isEqualTo(expected.array());
        }
    }

    @ParameterizedTest
    @MethodSource("structsInBothOrders")
    void aFieldThatEndsOutsideTheSegmentIsNeverTouched(Struct struct, ByteOrder order) {
        for (int length = 0; length < struct.size(); length++) {
            byte[] memory = guarded(struct.size() + 16);
            byte[] before = memory.clone();
            Wire wire =
                    new Wire().at(MemorySegment.ofArray(memory).asSlice(0, length), 0).order(order);
            for (Field field : struct.fields()) {
                if (field.offset() + field.size() <= length || field instanceof Nested) {
                    continue;
                }
                String where = struct + "." + field.name() + " in " + length + " bytes";
                assertThatThrownBy(() -> set(field, wire, 0))
                        .as(where)
                        .isInstanceOf(IndexOutOfBoundsException.class);
                if (!(field instanceof Bytes)) {
                    assertThatThrownBy(() -> get(field, wire))
                            .as(where)
                            .isInstanceOf(IndexOutOfBoundsException.class);
                }
            }
            assertThatThrownBy(() -> struct.clear(wire))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(memory).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @MethodSource("structsInBothOrders")
    void clearZeroesTheStructureAndNothingElse(Struct struct, ByteOrder order) {
        byte[] memory = guarded(struct.size() + 6);
        struct.clear(new Wire().at(MemorySegment.ofArray(memory), 3).order(order));
        byte[] expected = guarded(struct.size() + 6);
        Arrays.fill(expected, 3, 3 + struct.size(), (byte) 0);
        assertThat(memory).isEqualTo(expected);
    }

    @Test
    void aNestedStructureIsReachedInTheByteOrderOfTheOuterOne() {
        MemorySegment memory = MemorySegment.ofArray(new byte[300]);
        for (Tables.Layout layout : Tables.structs()) {
            for (Field field : layout.struct().fields()) {
                if (field instanceof Nested nested) {
                    Wire outer = new Wire().at(memory, 5).order(ByteOrder.BIG_ENDIAN);
                    Wire moved = new Wire();
                    assertThat(nested.in(outer, moved)).isSameAs(moved);
                    assertThat(moved.base()).isEqualTo(5 + nested.offset());
                    assertThat(moved.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
                    assertThat(moved.segment()).isSameAs(memory);
                }
            }
        }
    }

    @Test
    void unsignedAndSignedReadingsOfAllOnesDiffer() {
        byte[] memory = new byte[64];
        Arrays.fill(memory, (byte) 0xff);
        Wire wire = new Wire().at(MemorySegment.ofArray(memory), 0);
        assertThat(FuseInHeader.LEN.getUnsigned(wire)).isEqualTo(0xffff_ffffL);
        assertThat(FuseInHeader.LEN.get(wire)).isEqualTo(-1);
        assertThat(FuseInHeader.TOTAL_EXTLEN.get(wire)).isEqualTo(0xffff);
        assertThat(FuseOutHeader.ERROR.get(wire)).isEqualTo(-1);
        assertThat(FuseInHeader.UNIQUE.get(wire)).isEqualTo(-1L);
    }

    @Test
    void aStructureRefusesFieldsThatOverlapOrLieOutside() {
        Struct struct = Struct.of("crowded", 12);
        struct.u32("first", 0);
        assertThatThrownBy(() -> struct.u16("overlapping", 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> struct.u64("too_long", 8))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(struct.fields()).hasSize(1);
    }

    @Test
    void theFieldsOfAStructureCannotBeChangedFromOutside() {
        List<Field> fields = FuseAttr.STRUCT.fields();
        assertThatThrownBy(fields::removeLast).isInstanceOf(UnsupportedOperationException.class);
    }

    private static byte[] guarded(int length) {
        byte[] memory = new byte[length];
        Arrays.fill(memory, GUARD);
        return memory;
    }

    private static void set(Field field, Wire wire, long value) {
        switch (field) {
            case U16 f -> f.set(wire, (int) value);
            case U32 f -> f.set(wire, (int) value);
            case U64 f -> f.set(wire, value);
            case S32 f -> f.set(wire, (int) value);
            case S64 f -> f.set(wire, value);
            case Bytes f -> f.clear(wire);
            case Nested f -> {}
        }
    }

    private static long get(Field field, Wire wire) {
        return switch (field) {
            case U16 f -> f.get(wire);
            case U32 f -> f.get(wire);
            case U64 f -> f.get(wire);
            case S32 f -> f.get(wire);
            case S64 f -> f.get(wire);
            case Bytes f -> wire.segment().get(ValueLayout.JAVA_BYTE, wire.base() + f.offset());
            case Nested f -> 0;
        };
    }

    private static long narrowed(Field field, long value) {
        return switch (field) {
            case U16 f -> value & 0xffff;
            case U32 f -> (int) value;
            case S32 f -> (int) value;
            case U64 f -> value;
            case S64 f -> value;
            case Bytes f -> 0;
            case Nested f -> 0;
        };
    }

    private static void put(Field field, ByteBuffer memory, int base, long value) {
        int at = base + (int) field.offset();
        switch (field) {
            case U16 f -> memory.putShort(at, (short) value);
            case U32 f -> memory.putInt(at, (int) value);
            case S32 f -> memory.putInt(at, (int) value);
            case U64 f -> memory.putLong(at, value);
            case S64 f -> memory.putLong(at, value);
            case Bytes f -> memory.put(at, new byte[(int) f.size()]);
            case Nested f -> {}
        }
    }
}
