package dev.fuselage.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtensionWalkerTest {
    private static final List<ByteOrder> ORDERS =
            List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);

    private final ExtensionWalker extensions = new ExtensionWalker();
    private final SecurityContextWalker contexts = new SecurityContextWalker();

    /**
     * What Linux sends with one SELinux context and one group: a header of 8 bytes, a context of 8
     * + 17 + 3 bytes padded to 32, then 8 + 4 + 4 bytes of group.
     */
    private static byte[] linuxExtensions(ByteOrder order) {
        return ByteBuffer.allocate(56)
                .order(order)
                .putInt(40)
                .putInt(1)
                .putInt(3)
                .putInt(0)
                .put("security.selinux\0abc".getBytes(StandardCharsets.US_ASCII))
                .position(40)
                .putInt(16)
                .putInt(32)
                .putInt(1)
                .putInt(1000)
                .array();
    }

    @Test
    void walksWhatLinuxSends() {
        for (ByteOrder order : ORDERS) {
            MemorySegment memory = MemorySegment.ofArray(linuxExtensions(order));
            extensions.reset(memory, 0, 56, order);

            assertThat(extensions.next()).isTrue();
            assertThat(extensions.isSecurityContexts()).isTrue();
            assertThat(extensions.isGroups()).isFalse();
            assertThat(extensions.offset()).isZero();
            assertThat(extensions.size()).isEqualTo(40);
            assertThat(extensions.type()).isEqualTo(1);
            contexts.reset(extensions);
            assertThat(contexts.next()).isTrue();
            assertThat(contexts.nameOffset()).isEqualTo(16);
            assertThat(contexts.nameLength()).isEqualTo(16);
            assertThat(contexts.valueOffset()).isEqualTo(33);
            assertThat(contexts.valueLength()).isEqualTo(3);
            assertThat(contexts.next()).isFalse();
            assertThat(contexts.broken()).isFalse();

            assertThat(extensions.next()).isTrue();
            assertThat(extensions.isGroups()).isTrue();
            assertThat(extensions.isSecurityContexts()).isFalse();
            assertThat(extensions.offset()).isEqualTo(40);
            assertThat(extensions.groupCount()).isEqualTo(1);
            assertThat(extensions.group(0)).isEqualTo(1000);
            assertThatThrownBy(() -> extensions.group(1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> extensions.group(-1))
                    .isInstanceOf(IndexOutOfBoundsException.class);

            assertThat(extensions.next()).isFalse();
            assertThat(extensions.broken()).isFalse();
        }
    }

    @Test
    void theSizesThatAClientReservesAreThoseThatLinuxUses() {
        assertThat(FuseSecctx.recordSize(16, 3)).isEqualTo(32);
        assertThat(FuseSuppGroups.extensionSize(1)).isEqualTo(16);
        assertThat(FuseSuppGroups.extensionSize(2)).isEqualTo(24);
        assertThat(FuseSuppGroups.extensionSize(3)).isEqualTo(24);
    }

    @Test
    void groupsAreWrittenWhereTheWalkerReadsThem() {
        for (ByteOrder order : ORDERS) {
            MemorySegment memory =
                    MemorySegment.ofArray(new byte[(int) FuseSuppGroups.extensionSize(3)]);
            Wire wire = new Wire().at(memory, 0).order(order);
            FuseExtHeader.SIZE_FIELD.set(wire, (int) memory.byteSize());
            FuseExtHeader.TYPE.set(wire, ExtType.EXT_GROUPS);
            wire.at(memory, FuseExtHeader.SIZE);
            FuseSuppGroups.NR_GROUPS.set(wire, 3);
            for (int i = 0; i < 3; i++) {
                FuseSuppGroups.group(wire, i, 100 + i);
            }
            assertThat(FuseSuppGroups.group(wire, 2)).isEqualTo(102);
            extensions.reset(memory, 0, memory.byteSize(), order);
            assertThat(extensions.next()).isTrue();
            assertThat(extensions.groupCount()).isEqualTo(3);
            assertThat(extensions.group(1)).isEqualTo(101);
        }
    }

    @Test
    void noBytesAreNoExtensions() {
        extensions.reset(MemorySegment.ofArray(new byte[8]), 8, 0, ByteOrder.LITTLE_ENDIAN);
        assertThat(extensions.next()).isFalse();
        assertThat(extensions.broken()).isFalse();
    }

    @Test
    void aHeaderWithoutContextsIsFine() {
        byte[] bytes =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(8).putInt(0).array();
        extensions.reset(MemorySegment.ofArray(bytes), 0, 8, ByteOrder.LITTLE_ENDIAN);
        assertThat(extensions.next()).isTrue();
        contexts.reset(extensions);
        assertThat(contexts.next()).isFalse();
        assertThat(contexts.broken()).isFalse();
    }

    @Test
    void theLastExtensionNeedsNoPadding() {
        byte[] bytes =
                ByteBuffer.allocate(28)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(12)
                        .putInt(33)
                        .putLong(0)
                        .putInt(12)
                        .putInt(34)
                        .array();
        extensions.reset(MemorySegment.ofArray(bytes), 0, 28, ByteOrder.LITTLE_ENDIAN);
        assertThat(extensions.next()).isTrue();
        assertThat(extensions.next()).isTrue();
        assertThat(extensions.offset()).isEqualTo(16);
        assertThat(extensions.size()).isEqualTo(12);
        assertThat(extensions.next()).isFalse();
        assertThat(extensions.broken()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // declared size, type, first word of the body, bytes there
        "0, 1, 0, 16", // smaller than its header
        "7, 1, 0, 16",
        "17, 1, 0, 16", // longer than what is there
        "-1, 1, 0, 16", // 4 GiB
        "8, 32, 0, 16", // groups without room for their number
        "11, 32, 0, 16",
        "16, 32, 2, 16", // more groups than fit
        "16, 32, -1, 16",
        "16, 32, 1073741825, 16", // four times this overflows 32 bits to 4
        "16, 1, 0, 7" // not even a header
    })
    void brokenExtensionsAreRefused(int size, int type, int word, int length) {
        byte[] bytes =
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(size)
                        .putInt(type)
                        .putInt(word)
                        .array();
        extensions.reset(MemorySegment.ofArray(bytes), 0, length, ByteOrder.LITTLE_ENDIAN);
        assertThat(extensions.next()).isFalse();
        assertThat(extensions.broken()).isTrue();
        assertThat(extensions.next()).isFalse();
        assertThat(extensions.isGroups()).isFalse();
        assertThat(extensions.isSecurityContexts()).isFalse();
        assertThatThrownBy(extensions::groupCount).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> contexts.reset(extensions))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void extensionsOfUnknownTypesAreStillWalked() {
        byte[] bytes =
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(16)
                        .putInt(33)
                        .array();
        extensions.reset(MemorySegment.ofArray(bytes), 0, 16, ByteOrder.LITTLE_ENDIAN);
        assertThat(extensions.next()).isTrue();
        assertThat(extensions.isGroups()).isFalse();
        assertThat(extensions.isSecurityContexts()).isFalse();
        assertThat(extensions.next()).isFalse();
        assertThat(extensions.broken()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // declared size, contexts, value length, text
        "7, 1, 0, a/",
        "33, 1, 0, a/",
        "24, 2, 0, a/", // the second is not there
        "24, 1, 7, a/", // the value ends one byte outside
        "24, 1, -1, a/",
        "24, 1, 0, aaaaaaaa" // no NUL
    })
    void brokenContextsAreRefused(int size, int count, int valueLength, String text) {
        byte[] bytes =
                ByteBuffer.allocate(32)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(size)
                        .putInt(count)
                        .putInt(valueLength)
                        .putInt(0)
                        .put(text.replace('/', '\0').getBytes(StandardCharsets.US_ASCII))
                        .array();
        contexts.reset(MemorySegment.ofArray(bytes), 0, 32, ByteOrder.LITTLE_ENDIAN);
        int steps = 0;
        while (contexts.next()) {
            steps++;
        }
        assertThat(contexts.broken()).isTrue();
        assertThat(steps).isLessThan(count);
    }

    @Test
    void whatLiesOutsideTheSegmentIsRefusedAtOnce() {
        MemorySegment memory = MemorySegment.ofArray(new byte[16]);
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        assertThatThrownBy(() -> extensions.reset(memory, 8, 9, order))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> extensions.reset(memory, -1, 8, order))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> extensions.reset(memory, Long.MAX_VALUE, 8, order))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> contexts.reset(memory, 8, 9, order))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> contexts.reset(memory, 0, -1, order))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void hostileBytesAreWalkedWithoutLeavingThem() {
        long seed = 0x5eed_e47L;
        SplittableRandom random = new SplittableRandom(seed);
        int whole = 0;
        for (int round = 0; round < 100_000; round++) {
            ByteOrder order = ORDERS.get(round & 1);
            byte[] bytes = hostile(random, order);
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
            // A segment that ends where the extensions end: one byte too far is an exception.
            MemorySegment memory = MemorySegment.ofArray(bytes).asSlice(0, length);
            whole +=
                    walk(
                                    memory,
                                    length,
                                    order,
                                    "seed " + Long.toHexString(seed) + ", round " + round)
                            ? 1
                            : 0;
        }
        assertThat(whole).as("rounds that were not broken").isBetween(10_000, 90_000);
    }

    /** Linux's extensions with a few words replaced by small numbers or noise. */
    private static byte[] hostile(SplittableRandom random, ByteOrder order) {
        byte[] bytes = linuxExtensions(order);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
        for (int change = random.nextInt(4); change > 0; change--) {
            int word = 4 * random.nextInt(bytes.length / 4);
            buffer.putInt(word, random.nextBoolean() ? random.nextInt(64) : random.nextInt());
        }
        return bytes;
    }

    private boolean walk(MemorySegment memory, long length, ByteOrder order, String where) {
        extensions.reset(memory, 0, length, order);
        long last = 0;
        boolean broken = false;
        for (int steps = 0; extensions.next(); steps++) {
            assertThat(steps).as(where).isLessThanOrEqualTo((int) length / 8);
            assertThat(extensions.offset()).as(where).isGreaterThanOrEqualTo(last);
            last = extensions.offset() + extensions.size();
            assertThat(last).as(where).isLessThanOrEqualTo(length);
            if (extensions.isGroups()) {
                for (int i = 0; i < extensions.groupCount(); i++) {
                    extensions.group(i);
                }
            } else if (extensions.isSecurityContexts()) {
                contexts.reset(extensions);
                while (contexts.next()) {
                    assertThat(contexts.nameOffset()).as(where).isGreaterThan(extensions.offset());
                    assertThat(contexts.valueOffset() + contexts.valueLength())
                            .as(where)
                            .isLessThanOrEqualTo(last);
                }
                broken |= contexts.broken();
            }
        }
        return !broken && !extensions.broken();
    }
}
