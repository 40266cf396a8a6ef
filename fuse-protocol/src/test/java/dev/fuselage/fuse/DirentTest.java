package dev.fuselage.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirentTest {
    private static final List<ByteOrder> ORDERS =
            List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);

    private final DirentWriter writer = new DirentWriter();
    private final DirentReader reader = new DirentReader();

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({"0, 24, 152", "1, 32, 160", "8, 32, 160", "9, 40, 168", "255, 280, 408"})
    void recordsArePaddedToEightBytes(int nameLength, long plain, long plus) {
        assertThat(FuseDirent.recordSize(nameLength)).isEqualTo(plain);
        assertThat(FuseDirentplus.recordSize(nameLength)).isEqualTo(plus);
    }

    @Test
    void aRecordIsLaidOutByteForByte() {
        for (ByteOrder order : ORDERS) {
            byte[] memory = new byte[40];
            Arrays.fill(memory, (byte) 0x77);
            writer.reset(MemorySegment.ofArray(memory), 4, 36, order);
            assertThat(writer.add(0x1122334455667788L, 3, 8, latin1("xhello"), 1, 5)).isTrue();
            assertThat(writer.bytes()).isEqualTo(32);
            ByteBuffer expected = ByteBuffer.allocate(40).order(order);
            Arrays.fill(expected.array(), (byte) 0x77);
            expected.position(4).putLong(0x1122334455667788L).putLong(3).putInt(5).putInt(8);
            expected.put(latin1("hello\0\0\0"));
            assertThat(memory).isEqualTo(expected.array());
        }
    }

    @Test
    void aPlusRecordBeginsWithAZeroedEntryForTheCaller() {
        for (ByteOrder order : ORDERS) {
            byte[] memory = new byte[168];
            Arrays.fill(memory, (byte) 0x77);
            writer.reset(MemorySegment.ofArray(memory), 8, 160, order);
            assertThat(writer.addPlus(7, 9, 4, latin1("d"), 0, 1)).isTrue();
            FuseEntryOut.NODEID.set(writer.entry(), 42);
            ByteBuffer expected = ByteBuffer.allocate(168).order(order);
            Arrays.fill(expected.array(), 0, 8, (byte) 0x77);
            expected.putLong(8, 42)
                    .position(8 + 128)
                    .putLong(7)
                    .putLong(9)
                    .putInt(1)
                    .putInt(4)
                    .put((byte) 'd');
            assertThat(memory).isEqualTo(expected.array());
        }
    }

    @Test
    void aRecordThatDoesNotFitLeavesTheReplyAsItWas() {
        byte[] memory = new byte[64];
        MemorySegment segment = MemorySegment.ofArray(memory);
        writer.reset(segment, 0, 63, ByteOrder.LITTLE_ENDIAN);
        assertThat(writer.add(1, 1, 8, latin1("a"), 0, 1)).isTrue();
        byte[] before = memory.clone();
        assertThat(writer.add(2, 2, 8, latin1("b"), 0, 1)).isFalse();
        assertThat(writer.addPlus(2, 2, 8, latin1("b"), 0, 1)).isFalse();
        assertThat(memory).isEqualTo(before);
        assertThat(writer.bytes()).isEqualTo(32);
        writer.reset(segment, 0, 64, ByteOrder.LITTLE_ENDIAN);
        assertThat(writer.add(1, 1, 8, latin1("a"), 0, 1)).isTrue();
        assertThat(writer.add(2, 2, 8, latin1("b"), 0, 1)).isTrue();
        assertThat(writer.add(3, 3, 8, latin1(""), 0, 0)).isFalse();
    }

    @Test
    void whatIsWrittenIsReadBack() {
        long seed = 0x5eed_d1fL;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            String where = "seed " + Long.toHexString(seed) + ", round " + round;
            ByteOrder order = ORDERS.get(random.nextInt(2));
            boolean plus = random.nextBoolean();
            int offset = random.nextInt(8);
            int capacity = random.nextInt(4096);
            MemorySegment memory = MemorySegment.ofArray(new byte[offset + capacity]);
            long records =
                    write(
                            memory,
                            offset,
                            capacity,
                            order,
                            plus,
                            new SplittableRandom(round),
                            where);
            read(memory, offset, order, plus, new SplittableRandom(round), records, where);
        }
    }

    private long write(
            MemorySegment memory,
            int offset,
            int capacity,
            ByteOrder order,
            boolean plus,
            SplittableRandom random,
            String where) {
        writer.reset(memory, offset, capacity, order);
        for (long records = 0; ; records++) {
            byte[] name = new byte[random.nextInt(256)];
            random.nextBytes(name);
            long ino = random.nextLong();
            boolean fitted =
                    plus
                            ? writer.addPlus(ino, ~ino, (int) (ino & 15), name, 0, name.length)
                            : writer.add(ino, ~ino, (int) (ino & 15), name, 0, name.length);
            if (!fitted) {
                return records;
            }
            if (plus) {
                FuseEntryOut.GENERATION.set(writer.entry(), ino + 1);
            }
            assertThat(writer.bytes()).as(where).isLessThanOrEqualTo(capacity);
        }
    }

    private void read(
            MemorySegment memory,
            int offset,
            ByteOrder order,
            boolean plus,
            SplittableRandom random,
            long records,
            String where) {
        if (plus) {
            reader.resetPlus(memory, offset, writer.bytes(), order);
        } else {
            reader.reset(memory, offset, writer.bytes(), order);
        }
        for (long i = 0; i < records; i++) {
            byte[] name = new byte[random.nextInt(256)];
            random.nextBytes(name);
            long ino = random.nextLong();
            assertThat(reader.next()).as(where).isTrue();
            assertThat(reader.ino()).as(where).isEqualTo(ino);
            assertThat(reader.off()).as(where).isEqualTo(~ino);
            assertThat(reader.type()).as(where).isEqualTo((int) (ino & 15));
            assertThat(
                            memory.asSlice(reader.nameOffset(), reader.nameLength())
                                    .toArray(ValueLayout.JAVA_BYTE))
                    .as(where)
                    .isEqualTo(name);
            if (plus) {
                assertThat(FuseEntryOut.GENERATION.get(reader.entry()))
                        .as(where)
                        .isEqualTo(ino + 1);
                assertThat(FuseEntryOut.NODEID.get(reader.entry())).as(where).isZero();
            }
        }
        assertThat(reader.next()).as(where).isFalse();
    }

    @Test
    void aCutReplyEndsBehindItsLastWholeRecord() {
        MemorySegment memory = MemorySegment.ofArray(new byte[72]);
        writer.reset(memory, 0, 72, ByteOrder.LITTLE_ENDIAN);
        assertThat(writer.add(1, 1, 8, latin1("one"), 0, 3)).isTrue();
        assertThat(writer.add(2, 2, 8, latin1("twotwotwo"), 0, 9)).isTrue();
        for (int length = 0; length <= 72; length++) {
            reader.reset(memory.asSlice(0, length), 0, length, ByteOrder.LITTLE_ENDIAN);
            int records = 0;
            while (reader.next()) {
                records++;
            }
            assertThat(records)
                    .as("in %d bytes", length)
                    .isEqualTo(length < 32 ? 0 : length < 72 ? 1 : 2);
        }
    }

    @Test
    void hostileRepliesAreReadWithoutLeavingThem() {
        long seed = 0x5eed_d2fL;
        SplittableRandom random = new SplittableRandom(seed);
        long read = 0;
        for (int round = 0; round < 50_000; round++) {
            String where = "seed " + Long.toHexString(seed) + ", round " + round;
            byte[] bytes = new byte[random.nextInt(512)];
            random.nextBytes(bytes);
            ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int at = 16; at + 4 <= bytes.length; at += 32) {
                words.putInt(at, random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(40));
            }
            MemorySegment memory = MemorySegment.ofArray(bytes);
            boolean plus = random.nextInt(4) == 0;
            if (plus) {
                reader.resetPlus(memory, 0, bytes.length, ByteOrder.LITTLE_ENDIAN);
            } else {
                reader.reset(memory, 0, bytes.length, ByteOrder.LITTLE_ENDIAN);
            }
            long last = 0;
            while (reader.next()) {
                assertThat(reader.nameOffset()).as(where).isGreaterThan(last);
                last = reader.nameOffset() + reader.nameLength();
                assertThat(last).as(where).isLessThanOrEqualTo(bytes.length);
                read++;
            }
        }
        assertThat(read).as("records read").isGreaterThan(50_000);
    }

    @Test
    void whatLiesOutsideTheSegmentIsRefusedAtOnce() {
        MemorySegment memory = MemorySegment.ofArray(new byte[64]);
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        assertThatThrownBy(() -> writer.reset(memory, 1, 64, order))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> reader.reset(memory, 1, 64, order))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> reader.resetPlus(memory, 0, 65, order))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> reader.reset(memory, -8, 8, order))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
