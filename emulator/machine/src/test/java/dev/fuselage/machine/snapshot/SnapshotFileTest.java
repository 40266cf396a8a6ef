package dev.fuselage.machine.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SnapshotFileTest {
    /** A part that is two functions. */
    private record Part(Consumer<SnapshotWriter> saving, Consumer<SnapshotReader> loading)
            implements Snapshotted {
        @Override
        public void save(SnapshotWriter to) {
            saving.accept(to);
        }

        @Override
        public void load(SnapshotReader from) {
            loading.accept(from);
        }
    }

    private static byte[] written(Consumer<SnapshotWriter> saving) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SnapshotWriter to = new SnapshotWriter(bytes)) {
            to.section("part", new Part(saving, from -> {}));
        }
        return bytes.toByteArray();
    }

    private static void read(byte[] file, Consumer<SnapshotReader> loading) {
        try (SnapshotReader from = new SnapshotReader(new ByteArrayInputStream(file))) {
            from.section("part", new Part(to -> {}, loading));
            from.finish();
        }
    }

    private static void everyKind(SnapshotWriter to) {
        to.same("harts", 2);
        to.same("tag", "myfs");
        to.putBoolean(true);
        to.putByte(-3);
        to.putInt(0x1234_5678);
        to.putLong(Long.MIN_VALUE + 5);
        to.putString("ä\u0000\ud83d\ude00");
        to.putBytes(new byte[] {1, 2});
        to.putInts(new int[] {7, -7});
        to.putLongs(new long[200_000]);
        to.section("inner", new Part(inner -> inner.putInt(4), from -> {}));
        to.putBytes(new byte[200_000]);
    }

    private static void checkEveryKind(SnapshotReader from) {
        from.same("harts", 2);
        from.same("tag", "myfs");
        assertThat(from.getBoolean()).isTrue();
        assertThat(from.getByte()).isEqualTo((byte) -3);
        assertThat(from.getInt()).isEqualTo(0x1234_5678);
        assertThat(from.getLong()).isEqualTo(Long.MIN_VALUE + 5);
        assertThat(from.getString()).isEqualTo("ä\u0000\ud83d\ude00");
        assertThat(from.getBytes()).containsExactly(1, 2);
        int[] ints = new int[2];
        from.getInts(ints);
        assertThat(ints).containsExactly(7, -7);
        assertThat(from.getLongs()).hasSize(200_000).containsOnly(0);
        from.section("inner", new Part(to -> {}, inner -> assertThat(inner.getInt()).isEqualTo(4)));
        assertThat(from.getBytes()).hasSize(200_000).containsOnly(0);
    }

    @Test
    void everyKindOfValueComesBack() {
        read(written(SnapshotFileTest::everyKind), SnapshotFileTest::checkEveryKind);
    }

    @Test
    void theSameStateGivesTheSameBytes() {
        assertThat(written(SnapshotFileTest::everyKind))
                .isEqualTo(written(SnapshotFileTest::everyKind));
    }

    @Test
    void memoryComesBackAndItsZeroPagesTakeNoRoom() {
        long seed = 42;
        Random random = new Random(seed);
        MemorySegment memory = MemorySegment.ofArray(new byte[64 << 20]);
        byte[] page = new byte[4096];
        random.nextBytes(page);
        for (long at : new long[] {0, 4096, 17 * 4096, (64 << 20) - 4096}) {
            MemorySegment.copy(page, 0, memory, ValueLayout.JAVA_BYTE, at, page.length);
        }
        byte[] file = written(to -> to.putMemory(memory));
        assertThat(file.length).isLessThan(5 * 4096);
        MemorySegment back = MemorySegment.ofArray(new byte[64 << 20]);
        read(file, from -> from.getMemory(back));
        assertThat(back.mismatch(memory)).isEqualTo(-1);
    }

    /** Bytes that deflate cannot say in two ways. */
    private static final byte[] NOISE = noise();

    private static byte[] noise() {
        byte[] noise = new byte[3000];
        new Random(7).nextBytes(noise);
        return noise;
    }

    @Test
    void aFileCutShortAnywhereIsRefused() {
        byte[] file = written(to -> to.putBytes(NOISE));
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(cut, SnapshotReader::getBytes))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessage(
                            length < 12
                                    ? "it is not a snapshot of fuselage"
                                    : "the snapshot is cut short");
        }
    }

    @Test
    void aFileWithAByteChangedIsNeverReadAsSomethingElse() {
        byte[] file = written(to -> to.putBytes(NOISE));
        byte[] found = new byte[NOISE.length];
        int refused = 0;
        for (int i = 0; i < file.length; i++) {
            byte[] changed = file.clone();
            changed[i] ^= 0x10;
            try {
                read(changed, from -> from.getBytes(found));
                assertThat(Arrays.equals(found, NOISE)).isTrue();
            } catch (SnapshotException damaged) {
                refused++;
            }
        }
        // Deflate has a few bits without a meaning.
        assertThat(refused).isGreaterThan(file.length - 3);
    }

    @Test
    void aForeignFileIsRefused() {
        assertThatThrownBy(() -> read("#!/bin/sh\nexit 0\n".getBytes(UTF_8), from -> {}))
                .isInstanceOf(SnapshotException.class)
                .hasMessage("it is not a snapshot of fuselage");
    }

    @Test
    void aNewerFileIsRefusedWithBothVersions() {
        byte[] file = written(to -> {});
        file[11]++;
        assertThatThrownBy(() -> read(file, from -> {}))
                .isInstanceOf(SnapshotException.class)
                .hasMessage("the snapshot has format version 2, and this fuselage reads version 1");
    }

    @Test
    void anotherConfigurationIsRefusedByName() {
        byte[] file = written(SnapshotFileTest::everyKind);
        assertThatThrownBy(() -> read(file, from -> from.same("harts", 4)))
                .isInstanceOf(SnapshotException.class)
                .hasMessage("harts: 2 in the snapshot, 4 in this machine");
    }

    @Test
    void aPartTooManyOrTooFewIsNamed() {
        Part empty = new Part(to -> {}, from -> {});
        byte[] file = written(to -> to.section("disk", empty));
        assertThatThrownBy(() -> read(file, from -> {}))
                .isInstanceOf(SnapshotException.class)
                .hasMessage("the snapshot has a part \"disk\" which the machine lacks");
        assertThatThrownBy(() -> read(file, from -> from.section("uart", empty)))
                .isInstanceOf(SnapshotException.class)
                .hasMessage(
                        "the machine has a part \"uart\" for which the snapshot has \"disk\" in its place");
        byte[] bare = written(to -> {});
        assertThatThrownBy(() -> read(bare, from -> from.section("uart", empty)))
                .isInstanceOf(SnapshotException.class)
                .hasMessage("the machine has a part \"uart\" for which the snapshot has nothing");
    }

    @Test
    void aPartThatReadsMoreOrLessThanWasWrittenIsRefused() {
        byte[] file = written(to -> to.putInt(1));
        assertThatThrownBy(() -> read(file, SnapshotReader::getLong))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("part \"part\" is not as expected");
        assertThatThrownBy(() -> read(file, SnapshotReader::getByte))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("part \"part\" is not as expected");
    }

    @Test
    void aFullDiskIsToldInOneLine() {
        OutputStream full =
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        throw new IOException("No space left on device");
                    }
                };
        assertThatThrownBy(() -> new SnapshotWriter(full))
                .isInstanceOf(SnapshotException.class)
                .hasMessage("the snapshot cannot be written: No space left on device");
    }
}
